import { Button } from '@mantine/core'
import { useState } from 'react'
import * as z from 'zod'
import { formatPrice } from '../../../format/price.ts'
import { ActButton } from '../../../ui/act-button.tsx'
import { AlertLine } from '../../../ui/alert-line.tsx'
import { DialogActions } from '../../../ui/dialog-actions.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { StepHeading } from '../../../ui/step-heading.tsx'
import { useClubTool } from '../api.ts'
import type { WeekSession } from '../api.ts'
import { describeKind, describeSession } from '../describe-session.ts'
import { makeIdempotencyKey } from '../idempotency-key.ts'
import type { PlannedBooking } from '../planned-booking.ts'

/** What `book_session` answers, as far as it is shown here. */
const booked = z.object({ booking_id: z.int() })

export interface ConfirmBookingProps {
  session: WeekSession
  timezone: string
  planned: PlannedBooking
  onBack: () => void
  onBooked: (text: string) => void
}

/** Reads back what is about to be booked, and books it on a yes. */
export function ConfirmBooking({ session, timezone, planned, onBack, onBooked }: ConfirmBookingProps) {
  const { caller, member, voucherCode } = planned
  const [idempotencyKey] = useState(makeIdempotencyKey)
  const book = useClubTool()

  function confirm() {
    book.mutate(
      {
        name: 'book_session',
        callerPhone: caller.phone,
        idempotencyKey,
        arguments: {
          member_id: member.member_id,
          session_id: session.session_id,
          ...(voucherCode === null ? {} : { voucher_code: voucherCode }),
        },
      },
      {
        onSuccess: (answer) => {
          const id = booked.safeParse(answer).data?.booking_id
          onBooked(`${member.name} is booked${id === undefined ? '' : `, booking ${id}`}.`)
        },
      },
    )
  }

  return (
    <>
      <StepHeading>Book this?</StepHeading>
      <Facts
        facts={[
          ['Session', describeSession(session, timezone)],
          ['Kind', describeKind(session) || null],
          ['Member', `${member.name} (${member.relation})`],
          ['Caller', `${caller.name}, ${caller.phone}`],
          ['Price', formatPrice(session.price) + (voucherCode === null ? '' : ' before the voucher')],
          ['Voucher', voucherCode],
        ]}
      />
      {book.isError && <AlertLine>{book.error.message}</AlertLine>}
      <DialogActions>
        <Button variant="default" onClick={onBack}>
          Back
        </Button>
        <ActButton onClick={confirm} isBusy={book.isPending}>
          Confirm booking
        </ActButton>
      </DialogActions>
    </>
  )
}
