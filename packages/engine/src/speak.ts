import type { AudioFormat } from '@patchbay/realtime'
import { createEncoder, SAMPLE_RATE, type Voice } from '@patchbay/speech'
import type { Conversation } from './conversation.ts'
import type { PlayoutClock } from './playout-clock.ts'
import type { ResponseRun } from './response-run.ts'

export interface SpeakOptions {
  voice: Voice
  format: AudioFormat
  /** BCP 47. */
  language: string
  speed: number
  conversation: Conversation
  /** Told of what was sent; left out where nobody is meant to hear it. */
  playout: PlayoutClock | undefined
}

/** A sample this far from zero can be heard. */
const AUDIBLE = 100

/** Sends the audio of a sentence in a response as it becomes ready, and stops when the response is over. */
export async function speakSentence(
  run: ResponseRun,
  sentence: string,
  { voice, format, language, speed, conversation, playout }: SpeakOptions,
): Promise<void> {
  if (run.messageId === undefined) return
  const spoken = { text: sentence, ms: 0 }
  // Noted as it goes: a sentence that is cut off was said in part.
  conversation.noteSpoken(run.messageId, spoken)
  const encoder = createEncoder(format)
  for await (const piece of voice.speak({ text: sentence, language, speed, signal: run.abort.signal })) {
    if (run.isOver) return
    run.sendAudio(Buffer.from(encoder.encode(piece)).toString('base64'))
    const audible = piece.findLastIndex((sample) => Math.abs(sample) > AUDIBLE) + 1
    spoken.ms += toMs(piece.length)
    playout?.sent(toMs(piece.length), toMs(audible))
  }
}

function toMs(samples: number): number {
  return (samples / SAMPLE_RATE) * 1000
}
