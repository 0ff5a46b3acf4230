import { liveEvent } from '@patchbay/contract'
import type { LiveEvent } from '@patchbay/contract'

export type LiveState = 'connecting' | 'live' | 'reconnecting'

export interface LiveEventsOptions {
  onEvent: (event: LiveEvent) => void
  onState: (state: LiveState) => void
  /** The stream is open (again); what happened before it was has to be fetched. */
  onOpen: () => void
  /** The gateway refused the stream; the console session may have ended. */
  onRefused: () => void
}

const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 15_000

/**
 * Follows `GET /api/events` until the returned function is called. A dropped connection is retried by the browser;
 * a refused one (the gateway is restarting, or wants a sign-in) by us, since EventSource gives up on those.
 */
export function openLiveEvents({ onEvent, onState, onOpen, onRefused }: LiveEventsOptions): () => void {
  let source: EventSource
  let timer: ReturnType<typeof setTimeout> | undefined
  let retryMs = FIRST_RETRY_MS

  function connect() {
    source = new EventSource('/api/events')
    source.addEventListener('open', () => {
      retryMs = FIRST_RETRY_MS
      onState('live')
      onOpen()
    })
    source.addEventListener('message', ({ data }: MessageEvent<string>) => {
      const event = parse(data)
      if (event) onEvent(event)
      if (event?.type === 'stopping') onState('reconnecting')
    })
    source.addEventListener('error', () => {
      onState('reconnecting')
      if (source.readyState !== EventSource.CLOSED) return
      onRefused()
      timer = setTimeout(connect, retryMs)
      retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS)
    })
  }

  onState('connecting')
  connect()
  return () => {
    clearTimeout(timer)
    source.close()
  }
}

/** Null for an event of a newer gateway that this page does not know; it is no reason to stop listening. */
function parse(data: string): LiveEvent | null {
  try {
    return liveEvent.safeParse(JSON.parse(data)).data ?? null
  } catch {
    return null
  }
}
