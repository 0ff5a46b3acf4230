import { Button } from '@mantine/core'
import { useState } from 'react'
import { ActButton } from '../../../ui/act-button.tsx'
import { AlertLine } from '../../../ui/alert-line.tsx'
import { DialogActions } from '../../../ui/dialog-actions.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { StepHeading } from '../../../ui/step-heading.tsx'
import { useClubTool } from '../api.ts'
import type { WeekBooking, WeekSession } from '../api.ts'
import { describeKind, describeSession } from '../describe-session.ts'
import { makeIdempotencyKey } from '../idempotency-key.ts'

export interface ConfirmCancelProps {
  session: WeekSession
  timezone: string
  booking: WeekBooking
  onBack: () => void
  onCancelled: (text: string) => void
}

/** Names the booking that is about to go, and cancels it on a yes. */
export function ConfirmCancel({ session, timezone, booking, onBack, onCancelled }: ConfirmCancelProps) {
  const [idempotencyKey] = useState(makeIdempotencyKey)
  const cancel = useClubTool()

  function confirm() {
    cancel.mutate(
      {
        name: 'cancel_booking',
        callerPhone: booking.caller_phone,
        idempotencyKey,
        arguments: { booking_id: booking.booking_id },
      },
      { onSuccess: () => onCancelled(`${booking.member_name} no longer comes; the spot is free.`) },
    )
  }

  return (
    <>
      <StepHeading>Cancel this booking?</StepHeading>
      <Facts
        facts={[
          ['Member', booking.member_name],
          ['Session', describeSession(session, timezone)],
          ['Kind', describeKind(session) || null],
          ['Caller', booking.caller_phone],
          ['Booking', booking.booking_id],
        ]}
      />
      <p>The spot is free for others at once. The caller is not told.</p>
      {cancel.isError && <AlertLine>{cancel.error.message}</AlertLine>}
      <DialogActions>
        <Button variant="default" onClick={onBack}>
          Keep booking
        </Button>
        <ActButton color="red" onClick={confirm} isBusy={cancel.isPending}>
          Cancel booking
        </ActButton>
      </DialogActions>
    </>
  )
}
