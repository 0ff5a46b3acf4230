import { Button } from '@mantine/core'
import { formatPrice } from '../../../format/price.ts'
import { Facts } from '../../../ui/facts.tsx'
import { Jack } from '../../../ui/jack.tsx'
import type { WeekBooking, WeekSession } from '../api.ts'
import { describeKind, hasBegun } from '../describe-session.ts'
import type { BookingDraft, PlannedBooking } from '../planned-booking.ts'
import { BookForm } from './book-form.tsx'
import classes from './session-sheet.module.css'
import { Spots } from './spots.tsx'

export interface SessionSheetProps {
  session: WeekSession
  now: Date
  draft: BookingDraft
  onDraft: (draft: BookingDraft) => void
  onBook: (planned: PlannedBooking) => void
  onCancel: (booking: WeekBooking) => void
}

/** One session: what it is, who comes, and a form for the spots that are left. */
export function SessionSheet({ session, now, draft, onDraft, onBook, onCancel }: SessionSheetProps) {
  const begun = hasBegun(session, now)
  return (
    <div className={classes.sheet}>
      <Facts
        facts={[
          ['Kind', describeKind(session) || null],
          ['Price', formatPrice(session.price)],
          ['Spots', <Spots key="spots" total={session.spots} free={session.spots_left} />],
        ]}
      />
      <section>
        <h3 id="session-bookings">Bookings</h3>
        {session.bookings.length === 0 && <p className={classes.hint}>Nobody yet.</p>}
        <ul aria-labelledby="session-bookings">
          {session.bookings.map((booking) => (
            <li key={booking.booking_id} className={classes.booking}>
              <Jack tone="accent" plugged />
              <span className={classes.who}>
                {booking.member_name}
                <span className={classes.hint}>{booking.caller_phone}</span>
              </span>
              {!begun && (
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={`Cancel booking of ${booking.member_name}`}
                  onClick={() => onCancel(booking)}
                >
                  Cancel booking
                </Button>
              )}
            </li>
          ))}
        </ul>
      </section>
      {begun ? (
        <p className={classes.hint}>This session has begun; it can no longer be booked or cancelled.</p>
      ) : session.spots_left === 0 ? (
        <p className={classes.hint}>Every spot is taken. Cancel a booking to free one.</p>
      ) : (
        <BookForm session={session} draft={draft} onDraft={onDraft} onBook={onBook} />
      )}
    </div>
  )
}
