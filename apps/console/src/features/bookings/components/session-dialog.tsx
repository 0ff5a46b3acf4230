import { Modal } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import type { ClubWeek } from '@patchbay/contract'
import { useEffect, useState } from 'react'
import type { WeekBooking } from '../api.ts'
import { describeSession } from '../describe-session.ts'
import { emptyDraft } from '../planned-booking.ts'
import type { BookingDraft, PlannedBooking } from '../planned-booking.ts'
import { ConfirmBooking } from './confirm-booking.tsx'
import { ConfirmCancel } from './confirm-cancel.tsx'
import { Done } from './done.tsx'
import { SessionSheet } from './session-sheet.tsx'

type Step =
  | { name: 'session' }
  | { name: 'confirm-booking'; planned: PlannedBooking }
  | { name: 'confirm-cancel'; booking: WeekBooking }
  | { name: 'done'; heading: string; text: string }

export interface SessionDialogProps {
  week: ClubWeek
  /** Null when no session is open. */
  sessionId: number | null
  now: Date
  onClose: () => void
}

/** Everything about one session in one dialog, a step at a time: who comes, then booking or cancelling with a read-back. */
export function SessionDialog({ week, sessionId, now, onClose }: SessionDialogProps) {
  const [step, setStep] = useState<Step>({ name: 'session' })
  // Kept from one session to the next: who is on the phone books more than one.
  const [draft, setDraft] = useState<BookingDraft>(emptyDraft)
  const isNarrow = useMediaQuery('(max-width: 30em)')
  const session = week.sessions.find((found) => found.session_id === sessionId)
  const toSession = () => setStep({ name: 'session' })

  // Each opening starts at the beginning, whatever the last one ended with.
  useEffect(toSession, [sessionId])

  return (
    <Modal
      opened={session !== undefined}
      onClose={onClose}
      title={session && describeSession(session, week.timezone)}
      closeButtonProps={{ 'aria-label': 'Close' }}
      fullScreen={isNarrow ?? false}
    >
      {session && step.name === 'session' && (
        <SessionSheet
          session={session}
          now={now}
          draft={draft}
          onDraft={setDraft}
          onBook={(planned) => setStep({ name: 'confirm-booking', planned })}
          onCancel={(booking) => setStep({ name: 'confirm-cancel', booking })}
        />
      )}
      {session && step.name === 'confirm-booking' && (
        <ConfirmBooking
          session={session}
          timezone={week.timezone}
          planned={step.planned}
          onBack={toSession}
          onBooked={(text) => {
            setStep({ name: 'done', heading: 'Booked', text })
            setDraft({ ...draft, voucherCode: '' })
          }}
        />
      )}
      {session && step.name === 'confirm-cancel' && (
        <ConfirmCancel
          session={session}
          timezone={week.timezone}
          booking={step.booking}
          onBack={toSession}
          onCancelled={(text) => setStep({ name: 'done', heading: 'Booking cancelled', text })}
        />
      )}
      {step.name === 'done' && <Done heading={step.heading} text={step.text} onClose={onClose} />}
    </Modal>
  )
}
