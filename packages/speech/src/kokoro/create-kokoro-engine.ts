import { speakersOf } from '../same-language.ts'
import { SAMPLE_RATE } from '../voice.ts'
import type { VoiceEngine } from '../voice-engine.ts'
import type { VoiceListing } from '../voices.ts'
import { findKokoro, type KokoroModel } from './find-kokoro.ts'
import { kokoroVoices } from './kokoro-voices.ts'
import { openKokoroVoice, type KokoroVoice } from './open-kokoro-voice.ts'

/** The best of its voices by their makers' own marks (VOICES.md), for where nobody chose. */
const FAVOURITES = ['af_heart', 'bf_emma']

/**
 * Kokoro, which is loaded when it is asked to and its model is there.
 *
 * @param modelsDir - The folder of all models, where there is one.
 */
export function createKokoroEngine(modelsDir: string | undefined): VoiceEngine {
  let opened: { model: KokoroModel; voice: KokoroVoice } | undefined
  let reason: string | undefined = modelsDir === undefined ? 'There is no folder of models.' : 'It is being loaded.'
  let loading: Promise<void> = Promise.resolve()
  let closed = false

  async function load(): Promise<void> {
    if (opened || closed || modelsDir === undefined) return
    const model = await findKokoro(modelsDir)
    if ('reason' in model) {
      reason = model.reason
      return
    }
    try {
      const voice = await openKokoroVoice(model)
      opened = { model, voice }
      reason = undefined
    } catch {
      reason = 'Its process ends as it starts: the package sherpa-onnx-node is not installed, or the model is damaged.'
    }
  }

  function list(): VoiceListing[] {
    return kokoroVoices.map((voice) => ({
      ...voice,
      engine: 'kokoro',
      sampleRateHz: SAMPLE_RATE,
      ready: opened !== undefined && canSpeak(opened.model, voice),
    }))
  }

  return {
    name: 'kokoro',
    list,
    whyNot: () => reason,
    voiceFor(language) {
      const ready = list().filter((voice) => voice.ready)
      const favourites = ready.filter(({ voiceId }) => FAVOURITES.includes(voiceId))
      return speakersOf([...favourites, ...ready], language)[0]?.voiceId
    },
    // One after the other, so that nothing is loaded twice.
    load: () => (loading = loading.then(load)),
    speak(request) {
      if (!opened) throw new Error(`Kokoro cannot speak. ${reason}`)
      return opened.voice.speak(request)
    },
    async [Symbol.asyncDispose]() {
      closed = true
      await loading
      await opened?.voice[Symbol.asyncDispose]()
    },
  }
}

/** Whether a model has a voice, and what reads its language. */
function canSpeak(
  { speakers, languages }: KokoroModel,
  { voiceId, language }: { voiceId: string; language: string },
): boolean {
  return speakers.has(voiceId) && languages.has(language)
}
