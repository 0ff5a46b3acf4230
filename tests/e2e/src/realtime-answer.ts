import type { Item, ServerEvent } from '@patchbay/realtime'

/** What the agent answered to one sentence of a person, over as many responses as that took. */
export interface Answer {
  /** Everything that it said. */
  text: string
  /** Every item that it made, calls of tools among them, as each ended. */
  items: Item[]
  /** How many samples of its audio are no silence. */
  loudSamples: number
}

/** @param sample - Of 32,768; what is quieter than this is an encoder's noise, or the gap between two words. */
export function isLoud(sample: number): boolean {
  return Math.abs(sample) > 500
}

/** After a hosted tool's call the engine goes on by itself; after anything else it waits for the person. */
export function endsAnswer(event: ServerEvent): boolean {
  if (event.type === 'error') return true
  if (event.type !== 'response.done') return false
  const { status, output } = event.response
  return status !== 'completed' || output?.at(-1)?.type !== 'mcp_call'
}

/**
 * @param events - All of one answer, its end included.
 * @throws where it is an error.
 */
export function readAnswer(events: readonly ServerEvent[]): Answer {
  const answer: Answer = { text: '', items: [], loudSamples: 0 }
  for (const event of events) {
    if (event.type === 'error') throw new Error(`${event.error.code}: ${event.error.message}`)
    if (event.type === 'response.output_text.delta' || event.type === 'response.output_audio_transcript.delta') {
      answer.text += event.delta
    }
    if (event.type === 'response.output_audio.delta') answer.loudSamples += countLoudSamples(event.delta)
    // An item has its id in a conversation, which the protocol's types leave open.
    if (event.type === 'response.output_item.done') answer.items.push(event.item as Item)
  }
  return answer
}

/**
 * @param audio - PCM16, little endian, in base64.
 * @returns How many of its samples are no silence.
 */
function countLoudSamples(audio: string): number {
  const bytes = Buffer.from(audio, 'base64')
  let loud = 0
  for (let at = 0; at + 1 < bytes.length; at += 2) if (isLoud(bytes.readInt16LE(at))) loud += 1
  return loud
}
