import type { AudioFormat } from '@patchbay/realtime'
import { createEncoder, SAMPLE_RATE, type Voice } from '@patchbay/speech'
import type { ResponseRun } from './response-run.ts'

export interface SpeakOptions {
  voice: Voice
  format: AudioFormat
  /** BCP 47. */
  language: string
  speed: number
}

/**
 * Sends the audio of a sentence in a response as it becomes ready, and stops when the response is over.
 *
 * @param onPiece - Hears of each piece that was sent, and how long it is, in ms.
 */
export async function speakSentence(
  run: ResponseRun,
  sentence: string,
  { voice, format, language, speed }: SpeakOptions,
  onPiece: (ms: number) => void,
): Promise<void> {
  const encoder = createEncoder(format)
  for await (const piece of voice.speak({ text: sentence, language, speed, signal: run.abort.signal })) {
    if (run.isOver) return
    run.sendAudio(Buffer.from(encoder.encode(piece)).toString('base64'))
    onPiece((piece.length / SAMPLE_RATE) * 1000)
  }
}
