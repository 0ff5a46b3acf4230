import { randomBytes } from 'node:crypto'
import type { Turn } from '@patchbay/contract'
import type { ServerEvent } from '@patchbay/realtime'
import type { Bus } from '../bus/bus.ts'
import { eq } from 'drizzle-orm'
import { turns } from '../store/schema/turns.ts'
import type { Store } from '../store/store.ts'

export interface RecordTurnsOptions {
  store: Store
  bus: Bus
  userId: number
  callId: string
  /** Milliseconds since 1970. */
  now: () => number
  onError: (error: unknown) => void
}

/** Writes down what both sides say, as the session's events tell it, in their order. */
export function recordTurns({
  store,
  bus,
  userId,
  callId,
  now,
  onError,
}: RecordTurnsOptions): (event: ServerEvent) => void {
  let writing: Promise<unknown> = Promise.resolve()
  let count = 0

  /** What the agent said, by its item: it may turn out that not all of it was heard. */
  const said = new Map<string, Turn>()

  function publish(turn: Turn) {
    bus.publish('live', { userId, event: { type: 'turn.added', turn } })
  }

  function add(speaker: Turn['speaker'], text: string, interrupted: boolean, itemId?: string) {
    if (text.trim() === '') return
    const at = new Date(now())
    count += 1
    const order = at.getTime().toString(36).padStart(9, '0') + count.toString(36).padStart(4, '0')
    const row = { id: `tu_${order}${randomBytes(4).toString('hex')}`, callId, speaker, text, interrupted, at }
    writing = writing.then(() => store.db.insert(turns).values(row)).catch(onError)
    const turn = { ...row, at: at.toISOString() }
    if (itemId !== undefined) said.set(itemId, turn)
    publish(turn)
  }

  return (event) => {
    if (event.type === 'conversation.item.input_audio_transcription.completed') add('person', event.transcript, false)
    if (event.type === 'conversation.item.added' && event.item.type === 'message' && event.item.role === 'user') {
      add('person', event.item.content.map((part) => part.text ?? '').join(''), false)
    }
    if (
      event.type === 'response.output_item.done' &&
      event.item.type === 'message' &&
      event.item.role === 'assistant'
    ) {
      const text = event.item.content.map((part) => part.text ?? part.transcript ?? '').join('')
      add('agent', text, event.item.status === 'incomplete', event.item.id)
    }
    if (event.type === 'conversation.item.truncated') {
      const turn = said.get(event.item_id)
      if (!turn || turn.interrupted) return
      turn.interrupted = true
      const { id } = turn
      writing = writing
        .then(() => store.db.update(turns).set({ interrupted: true }).where(eq(turns.id, id)))
        .catch(onError)
      publish(turn)
    }
  }
}
