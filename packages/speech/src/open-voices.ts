import { PatchbayError } from '@patchbay/contract'
import { createLiveVoice } from './create-live-voice.ts'
import { createEspeakEngine } from './espeak/create-espeak-engine.ts'
import { createKokoroEngine } from './kokoro/create-kokoro-engine.ts'
import { measureEngine } from './measure-engine.ts'
import { openVoice, type VoiceLog } from './open-voice.ts'
import { createOpenAiEngine } from './openai/create-openai-engine.ts'
import type { OpenAiVoiceOptions } from './openai/create-openai-voice.ts'
import { isSpeakable, plainSpeech } from './plain-speech.ts'
import { speakersOf } from './same-language.ts'
import { UnspeakableTextError } from './unspeakable-text-error.ts'
import type { VoiceEngine } from './voice-engine.ts'
import type { EngineFigure, MeasuredVoices } from './voices.ts'

export interface VoicesOptions {
  /** The folder of models. Default: none. */
  modelsDir?: string | undefined
  /** A server whose voices are used, and speak live where it answers. Default: none. */
  openai?: OpenAiVoiceOptions | undefined
  /** Milliseconds, to measure with. Default: `performance.now`. */
  now?: () => number
}

/** The slowest that may speak live, of real time: a machine that does other things besides still keeps up. */
const MAX_LIVE_FACTOR = 0.7

/** How often an engine that could not speak is tried again, in ms. */
const RETRY_MS = 60_000

/** After how long one that was too slow to speak live is measured again, in ms; twice as long after each time. */
const SLOW_AGAIN_MS = 10 * 60_000

/**
 * Opens every voice that this installation has. Never throws: what does not load is listed as not ready.
 *
 * It returns as soon as espeak speaks. Everything else loads and is measured meanwhile; then `live` becomes a server's
 * voice where one was given and answers, else Kokoro's where it is fast enough here, else it stays espeak's.
 */
export async function openVoices(log?: VoiceLog, options: VoicesOptions = {}): Promise<MeasuredVoices> {
  const { modelsDir, openai, now = () => performance.now() } = options
  const opened = await openVoice(log)
  const espeak = createEspeakEngine(opened)
  const kokoro = createKokoroEngine(modelsDir)
  const engines: VoiceEngine[] = [kokoro, espeak, ...(openai ? [createOpenAiEngine(openai)] : [])]
  const live = createLiveVoice(opened, log)
  const factors = new Map<VoiceEngine, number>()
  const failures = new Map<VoiceEngine, string>()
  /** The machine may have been busy: when Kokoro is measured again, in the clock's ms. */
  let slow = { again: Infinity, afterMs: SLOW_AGAIN_MS }
  const closing = new AbortController()

  const whyNot = (engine: VoiceEngine) => engine.whyNot() ?? failures.get(engine)

  async function measure(engine: VoiceEngine): Promise<void> {
    await engine.load()
    const isKnown = factors.has(engine) && !(engine === kokoro && isDue())
    if (isKnown || engine.whyNot() !== undefined || closing.signal.aborted) return
    try {
      factors.set(engine, await measureEngine(engine, now, closing.signal))
      failures.delete(engine)
      if (engine === kokoro) {
        const { afterMs } = slow
        slow = isFastEnough(engine)
          ? { again: Infinity, afterMs: SLOW_AGAIN_MS }
          : { again: now() + afterMs, afterMs: 2 * afterMs }
      }
    } catch (error) {
      if (closing.signal.aborted) return
      failures.set(engine, error instanceof Error ? error.message : String(error))
      log?.warn({ err: error }, `${engine.name} cannot speak, and is tried again`)
    }
  }

  /** One after the other: side by side they would slow each other down. */
  async function measureAll(): Promise<void> {
    for (const engine of engines) await measure(engine)
    const best = engines.toReversed().find((engine) => factors.has(engine) && isFastEnough(engine))
    live.change(best ?? espeak)
  }

  const isDue = () => now() >= slow.again

  function isFastEnough(engine: VoiceEngine): boolean {
    // A server sends as fast as it likes, and was chosen by whoever set it.
    if (engine.name === 'openai') return true
    return engine === kokoro ? (factors.get(engine) ?? Infinity) <= MAX_LIVE_FACTOR : false
  }

  let measuring = measureAll()
  const refresh = () => (measuring = measuring.then(measureAll))
  const retry = setInterval(() => (failures.size > 0 || isDue()) && void refresh(), RETRY_MS).unref()

  const list = () =>
    engines.flatMap((engine) =>
      engine.list().map((voice) => ({ ...voice, ready: voice.ready && !failures.has(engine) })),
    )

  return {
    live,
    list,
    measured: measuring,
    refresh,
    figures: () =>
      engines.map((engine): EngineFigure => {
        const realTimeFactor = factors.get(engine)
        const tooSlow = engine === kokoro && realTimeFactor !== undefined && !isFastEnough(engine)
        const reason = whyNot(engine) ?? (tooSlow ? 'Too slow for live.' : undefined)
        return { engine: engine.name, ready: whyNot(engine) === undefined, realTimeFactor, note: reason }
      }),
    speak({ voiceId, text: written, ...request }) {
      const voices = list()
      const wanted = voices.find((voice) => voice.voiceId === voiceId)
      if (!wanted)
        throw new PatchbayError('NOT_FOUND', `There is no voice ${voiceId}. List the voices to see which there are.`)
      const text = plainSpeech(written)
      if (!isSpeakable(text)) throw new UnspeakableTextError()
      const standIns = speakersOf(voices, wanted.language).filter(({ ready }) => ready)
      const speaker = wanted.ready ? wanted : standIns[0]
      const engine = engines.find(({ name }) => name === speaker?.engine)
      if (!speaker || !engine) throw new PatchbayError('NOT_FOUND', `Nothing here can speak ${wanted.language}.`)
      const { language } = speaker
      const audio = engine.speak({ ...request, text, language, voiceId: speaker.voiceId })
      return { voiceId: speaker.voiceId, engine: engine.name, audio: notEmpty(audio, speaker.voiceId, request.signal) }
    },
    async [Symbol.asyncDispose]() {
      closing.abort()
      clearInterval(retry)
      await measuring
      for (const engine of engines) await engine[Symbol.asyncDispose]()
    },
  }
}

/** Passes speech on, and throws where there was none. */
async function* notEmpty(
  audio: AsyncIterable<Int16Array>,
  voiceId: string,
  signal: AbortSignal,
): AsyncGenerator<Int16Array, void> {
  let samples = 0
  for await (const piece of audio) {
    samples += piece.length
    yield piece
  }
  if (samples > 0 || signal.aborted) return
  throw new UnspeakableTextError(`The voice ${voiceId} can speak nothing of this text. Choose one of its language.`)
}
