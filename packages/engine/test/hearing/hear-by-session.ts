import { SAMPLE_RATE, type Ears, type TurnDetector } from '@patchbay/speech'
import { expect } from 'vitest'
import { quiet, speakInto } from '../microphone.ts'
import { openBench } from '../session-bench.ts'

/** A busy machine takes some seconds to hear a sentence. */
const PATIENCE_MS = 120_000

const COMPLETED = 'conversation.item.input_audio_transcription.completed'
const FAILED = 'conversation.item.input_audio_transcription.failed'

/**
 * Speaks into the microphone of a session, as a client does (`input_audio_buffer.append`), between two stretches of quiet.
 *
 * @param audio - Mono PCM16 at `SAMPLE_RATE`.
 * @param language - ISO 639-1: what the session is told.
 * @returns The words of each turn that the session found in it, in their order.
 * @throws Error Where a turn could not be transcribed.
 */
export async function hearBySession(
  { detector, ears }: { detector: TurnDetector; ears: Ears },
  audio: Int16Array,
  language: string,
): Promise<string[]> {
  const sounds = [quiet(500), audio, quiet(1000)]
  const lengthMs = (sounds.reduce((sum, { length }) => sum + length, 0) / SAMPLE_RATE) * 1000
  const listened = Promise.withResolvers<void>()
  await using bench = openBench({
    ears,
    detector: tellAt(detector, lengthMs, listened.resolve),
    session: {
      audio: {
        input: {
          transcription: { model: 'whisper-1', language },
          turn_detection: { type: 'server_vad', create_response: false },
        },
      },
    },
  })
  speakInto(bench, ...sounds)
  await listened.promise
  const of = (type: string) => bench.events.filter((event) => event.type === type)
  const turns = of('input_audio_buffer.committed').length
  await expect.poll(() => of(COMPLETED).length + of(FAILED).length, { timeout: PATIENCE_MS }).toBe(turns)
  if (bench.errors.length > 0) throw bench.errors[0]
  const words = new Map(
    bench.events.flatMap((event) => (event.type === COMPLETED ? [[event.item_id, event.transcript]] : [])),
  )
  return bench.events.flatMap((event) =>
    event.type === 'input_audio_buffer.committed' ? [words.get(event.item_id) ?? ''] : [],
  )
}

/** The same detector, which tells when it has listened to so much of a stream. */
function tellAt(detector: TurnDetector, ms: number, tell: () => void): TurnDetector {
  return {
    name: detector.name,
    follow: (options, onHeard) =>
      detector.follow(options, (events, heardMs) => {
        onHeard(events, heardMs)
        // The lengths of the pieces are added up in fractions.
        if (heardMs > ms - 1) tell()
      }),
    [Symbol.asyncDispose]: () => detector[Symbol.asyncDispose](),
  }
}
