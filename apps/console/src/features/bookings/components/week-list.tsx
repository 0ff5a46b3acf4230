import { dateIn, formatDate } from '../../../format/time.ts'
import { SectionHeading } from '../../../ui/section-heading.tsx'
import { SessionCard } from './session-card.tsx'
import classes from './week-list.module.css'
import type { WeekViewProps } from './week-table.tsx'

/** The week where there is no room for seven columns: day by day, days without a session left out. */
export function WeekList({ week, arranged, now, onOpen }: WeekViewProps) {
  const today = dateIn(week.timezone, now.toISOString())
  return arranged.days
    .map((day) => ({
      day,
      name: formatDate(day, { weekday: 'long', day: 'numeric', month: 'long' }),
      sessions: arranged.on(day),
    }))
    .filter(({ sessions }) => sessions.length > 0)
    .map(({ day, name, sessions }) => (
      <section key={day} aria-label={name}>
        <SectionHeading>{day === today ? `${name}, today` : name}</SectionHeading>
        <ul className={classes.sessions}>
          {sessions.map((session) => (
            <li key={session.session_id}>
              <SessionCard
                session={session}
                timezone={week.timezone}
                now={now}
                withHours
                onOpen={() => onOpen(session)}
              />
            </li>
          ))}
        </ul>
      </section>
    ))
}
