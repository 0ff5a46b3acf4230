import { ANY_LANGUAGE } from '../same-language.ts'
import { SAMPLE_RATE } from '../voice.ts'
import type { VoiceEngine } from '../voice-engine.ts'
import type { VoiceListing } from '../voices.ts'
import { createOpenAiVoice, type OpenAiVoiceOptions } from './create-openai-voice.ts'

/** A voice server's voices, each for every language. */
export function createOpenAiEngine(options: OpenAiVoiceOptions): VoiceEngine {
  const voice = createOpenAiVoice(options)
  const listed: VoiceListing[] = options.voices.map((name) => ({
    voiceId: `openai_${name}`,
    name: `${name[0]?.toUpperCase()}${name.slice(1)}`,
    language: ANY_LANGUAGE,
    engine: 'openai',
    sampleRateHz: SAMPLE_RATE,
    ready: true,
  }))
  return {
    name: 'openai',
    list: () => listed,
    whyNot: () => undefined,
    voiceFor: () => listed[0]?.voiceId,
    load: () => Promise.resolve(),
    speak: ({ voiceId, text, speed, signal }) =>
      voice.speak({ voice: voiceId.slice('openai_'.length), text, speed, signal }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}
