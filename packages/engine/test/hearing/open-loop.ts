import { openEars, openTurnDetector, openVoices, type MeasuredVoices } from '@patchbay/speech'
import { kokoroModels } from '@patchbay/test-support/speech-models'
import { startWhisper } from '@patchbay/test-support/start-whisper'
import type { Loop } from './hear-back.ts'

/**
 * Opens what the round trip needs, all of it real: every voice, Silero's turns, and a Whisper behind the ears of
 * `STT_BASE_URL`.
 */
export async function openLoop(): Promise<Loop & AsyncDisposable & { voices: MeasuredVoices }> {
  await using opened = new AsyncDisposableStack()
  const { baseUrl } = opened.use(await startWhisper())
  const detector = opened.use(await openTurnDetector())
  if (detector.name !== 'silero') throw new Error('sherpa-onnx-node does not load, so turns would be told by energy')
  const server = { baseURL: baseUrl, apiKey: undefined }
  const ears = await openEars({ server, model: undefined, modelsDir: '' })
  if (!ears) throw new Error('a server is ears')
  opened.use(ears)
  const voices = opened.use(await openVoices(undefined, { modelsDir: await kokoroModels() }))
  await voices.measured
  const all = opened.move()
  return { voices, detector, ears, [Symbol.asyncDispose]: () => all.disposeAsync() }
}
