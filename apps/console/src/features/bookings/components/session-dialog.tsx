import { Modal } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import type { ClubWeek } from '@patchbay/contract'
import { useState } from 'react'
import { describeSession } from '../describe-session.ts'
import { emptyDraft } from '../planned-booking.ts'
import { SessionSteps } from './session-steps.tsx'

export interface SessionDialogProps {
  week: ClubWeek
  /** Null before the first one was opened. */
  sessionId: number | null
  opened: boolean
  /** Counts the openings: each begins at the first step, also while the one before still fades. */
  opening: number
  now: Date
  onClose: () => void
}

/** Everything about one session in one dialog. */
export function SessionDialog({ week, sessionId, opened, opening, now, onClose }: SessionDialogProps) {
  // Kept from one session to the next: who is on the phone may book more than one.
  const [draft, setDraft] = useState(emptyDraft)
  const isNarrow = useMediaQuery('(max-width: 30em)')
  const session = week.sessions.find((found) => found.session_id === sessionId)
  return (
    <Modal
      opened={opened && session !== undefined}
      onClose={onClose}
      title={session && describeSession(session, week.timezone)}
      closeButtonProps={{ 'aria-label': 'Close' }}
      fullScreen={isNarrow}
    >
      {session && (
        <SessionSteps
          key={opening}
          session={session}
          timezone={week.timezone}
          now={now}
          draft={draft}
          onDraft={setDraft}
          onClose={onClose}
        />
      )}
    </Modal>
  )
}
