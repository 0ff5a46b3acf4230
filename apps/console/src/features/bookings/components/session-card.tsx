import { VisuallyHidden } from '@mantine/core'
import { TennisIcon, WavesIcon } from '../../../ui/icons.tsx'
import { formatCount } from '../../../format/count.ts'
import type { WeekSession } from '../api.ts'
import { describeHours, describeKind, describeSession, hasBegun, nameKind, sportName } from '../describe-session.ts'
import classes from './session-card.module.css'
import { Spots } from './spots.tsx'

// More names than this would make one session as tall as the others of its row together.
const NAMES_SHOWN = 3

export interface SessionCardProps {
  session: WeekSession
  timezone: string
  now: Date
  /** Where no row says when it is. */
  withHours?: boolean
  onOpen: () => void
}

/** One session of the week; opens its dialog. */
export function SessionCard({ session, timezone, now, withHours = false, onOpen }: SessionCardProps) {
  const Icon = session.sport === 'surf' ? WavesIcon : TennisIcon
  const names = session.bookings.map((booking) => booking.member_name)
  const { title, rest } = nameKind(session)
  const spoken = [
    describeSession(session, timezone),
    describeKind(session),
    `${session.spots_left} of ${formatCount(session.spots, 'spot')} free`,
    names.length > 0 && `booked: ${names.join(', ')}`,
  ]
  return (
    <button type="button" className={classes.card} data-begun={hasBegun(session, now) || undefined} onClick={onOpen}>
      <VisuallyHidden>{spoken.filter(Boolean).join(', ')}</VisuallyHidden>
      <span className={classes.face} aria-hidden>
        <span className={classes.title}>
          <Icon size={16} />
          <span>
            {withHours && <span className={classes.hours}>{describeHours(session, timezone)}</span>}
            {withHours ? `${sportName(session)}, ${title.toLowerCase()}` : title}
          </span>
        </span>
        <Spots total={session.spots} free={session.spots_left} note={rest} />
        {names.slice(0, NAMES_SHOWN).map((name, at) => (
          <span key={at} className={classes.name}>
            {name}
          </span>
        ))}
        {names.length > NAMES_SHOWN && <span className={classes.more}>and {names.length - NAMES_SHOWN} more</span>}
      </span>
    </button>
  )
}
