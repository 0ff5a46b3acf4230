import { VisuallyHidden } from '@mantine/core'
import { dateIn, formatDate } from '../../../format/time.ts'
import type { WeekSession } from '../api.ts'
import type { ClubWeek } from '@patchbay/contract'
import type { ArrangedWeek } from '../arrange-week.ts'
import { SessionCard } from './session-card.tsx'
import classes from './week-table.module.css'

export interface WeekViewProps {
  week: ClubWeek
  arranged: ArrangedWeek
  now: Date
  onOpen: (session: WeekSession) => void
}

/** The week as the face of a patch bay: days across, times down, a jack for every spot. */
export function WeekTable({ week, arranged, now, onOpen }: WeekViewProps) {
  const today = dateIn(week.timezone, now.toISOString())
  return (
    <table className={classes.table}>
      <caption>
        <VisuallyHidden>
          Week of {formatDate(week.from, { day: 'numeric', month: 'long', year: 'numeric' })}
        </VisuallyHidden>
      </caption>
      <thead>
        <tr>
          <th scope="col" className={classes.corner}>
            <VisuallyHidden>Time</VisuallyHidden>
          </th>
          {arranged.days.map((day) => (
            <th key={day} scope="col" className={classes.day} data-today={day === today || undefined}>
              <span className={classes.weekday}>{formatDate(day, { weekday: 'short' })}</span>{' '}
              {formatDate(day, { day: 'numeric', month: 'short' })}
              {day === today && <VisuallyHidden>, today</VisuallyHidden>}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {arranged.times.map((time) => (
          <tr key={time}>
            <th scope="row" className={classes.time}>
              {time}
            </th>
            {arranged.days.map((day) => (
              <td key={day} className={classes.cell}>
                {arranged.at(day, time).map((session) => (
                  <SessionCard
                    key={session.session_id}
                    session={session}
                    timezone={week.timezone}
                    now={now}
                    onOpen={() => onOpen(session)}
                  />
                ))}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
