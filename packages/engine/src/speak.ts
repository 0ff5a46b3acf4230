import type { AudioFormat } from '@patchbay/realtime'
import { createEncoder, SAMPLE_RATE, type Voice } from '@patchbay/speech'
import type { ResponseRun } from './response-run.ts'

export interface SpeakOptions {
  voice: Voice
  format: AudioFormat
  language: string
  speed: number
}

/**
 * Says a sentence in a response: its words, then its audio as it becomes ready.
 *
 * @returns How long the audio is, in ms.
 */
export async function speakSentence(run: ResponseRun, sentence: string, options: SpeakOptions): Promise<number> {
  const { voice, format, language, speed } = options
  run.say(sentence)
  const encoder = createEncoder(format)
  let samples = 0
  for await (const piece of voice.speak({ text: sentence, language, speed, signal: run.abort.signal })) {
    if (run.isOver) break
    samples += piece.length
    run.sendAudio(Buffer.from(encoder.encode(piece)).toString('base64'))
  }
  return (samples / SAMPLE_RATE) * 1000
}
