import type { ToolCallStatus } from '@patchbay/contract'
import type { JackTone } from '../../ui/jack.tsx'

interface StatusLook {
  label: string
  tone: JackTone
  /** A full jack where the server did what was asked or is at it; a hollow one where it did not. */
  plugged: boolean
}

/** How each status is called and drawn. */
export const toolCallStatusLooks: Record<ToolCallStatus, StatusLook> = {
  running: { label: 'running', tone: 'waiting', plugged: true },
  succeeded: { label: 'succeeded', tone: 'good', plugged: true },
  already_done: { label: 'already done', tone: 'good', plugged: false },
  // The same call again (a retry, a repeated key): answered with the first one's outcome, nothing ran.
  reused: { label: 'reused', tone: 'good', plugged: false },
  failed: { label: 'failed', tone: 'bad', plugged: true },
  refused: { label: 'refused', tone: 'bad', plugged: false },
  cancelled: { label: 'cancelled', tone: 'idle', plugged: false },
  unknown: { label: 'not confirmed', tone: 'waiting', plugged: false },
}
