import { SAMPLE_RATE, type Voice } from '../voice.ts'
import type { VoiceEngine } from '../voice-engine.ts'
import type { VoiceListing } from '../voices.ts'

/** Those that people can pick; it speaks a hundred more where it is asked for them. */
const LANGUAGES = ['en-US', 'en-GB', 'pt-BR', 'pt-PT', 'es', 'fr', 'de', 'it']

/** @param voice - What `openVoice` opened: espeak, or a silent one where it is not installed. */
export function createEspeakEngine(voice: Voice): VoiceEngine {
  const ready = voice.name === 'espeak'
  const listed: VoiceListing[] = LANGUAGES.map((language) => ({
    voiceId: `espeak_${language.toLowerCase()}`,
    name: `eSpeak ${language}`,
    language,
    engine: 'espeak',
    sampleRateHz: SAMPLE_RATE,
    ready,
  }))
  return {
    name: 'espeak',
    list: () => listed,
    whyNot: () => (ready ? undefined : 'The package @echogarden/espeak-ng-emscripten is not installed.'),
    // It speaks all of them, each by its nearest.
    voiceFor: () => (ready ? listed[0]?.voiceId : undefined),
    load: () => Promise.resolve(),
    speak: (request) => voice.speak(request),
    [Symbol.asyncDispose]: () => voice[Symbol.asyncDispose](),
  }
}
