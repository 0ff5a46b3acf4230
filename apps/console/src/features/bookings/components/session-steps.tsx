import { useState } from 'react'
import type { WeekBooking, WeekSession } from '../api.ts'
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

export interface SessionStepsProps {
  session: WeekSession
  timezone: string
  now: Date
  draft: BookingDraft
  onDraft: (draft: BookingDraft) => void
  onClose: () => void
}

/** A session's dialog, a step at a time: who comes, then booking or cancelling with a read-back, then what was done. */
export function SessionSteps({ session, timezone, now, draft, onDraft, onClose }: SessionStepsProps) {
  const [step, setStep] = useState<Step>({ name: 'session' })
  const toSession = () => setStep({ name: 'session' })

  switch (step.name) {
    case 'session':
      return (
        <SessionSheet
          session={session}
          now={now}
          draft={draft}
          onDraft={onDraft}
          onBook={(planned) => setStep({ name: 'confirm-booking', planned })}
          onCancel={(booking) => setStep({ name: 'confirm-cancel', booking })}
        />
      )
    case 'confirm-booking':
      return (
        <ConfirmBooking
          session={session}
          timezone={timezone}
          planned={step.planned}
          onBack={toSession}
          onBooked={(text) => {
            setStep({ name: 'done', heading: 'Booked', text })
            onDraft({ ...draft, voucherCode: '' })
          }}
        />
      )
    case 'confirm-cancel':
      return (
        <ConfirmCancel
          session={session}
          timezone={timezone}
          booking={step.booking}
          onBack={toSession}
          onCancelled={(text) => setStep({ name: 'done', heading: 'Booking cancelled', text })}
        />
      )
    case 'done':
      return <Done heading={step.heading} text={step.text} onClose={onClose} />
  }
}
