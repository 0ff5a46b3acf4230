import { kokoroVoices } from './kokoro/kokoro-voices.ts'
import { openVoice, type VoiceLog } from './open-voice.ts'
import { SAMPLE_RATE } from './voice.ts'
import type { VoiceListing, Voices } from './voices.ts'

const ESPEAK_LANGUAGES = ['en-US', 'en-GB', 'pt-BR', 'pt-PT', 'es', 'fr', 'de', 'it']

/** Opens every voice that this installation has. Never throws: what does not load is listed as not ready. */
export async function openVoices(log?: VoiceLog): Promise<Voices> {
  const live = await openVoice(log)
  const listed: VoiceListing[] = [
    ...kokoroVoices.map((voice) => ({ ...voice, engine: 'kokoro', sampleRateHz: SAMPLE_RATE, ready: false })),
    ...ESPEAK_LANGUAGES.map((language) => ({
      voiceId: `espeak_${language.toLowerCase()}`,
      name: `eSpeak ${language}`,
      language,
      engine: 'espeak',
      sampleRateHz: SAMPLE_RATE,
      ready: live.name === 'espeak',
    })),
  ]
  return {
    live,
    list: () => listed,
    speak({ voiceId, ...request }) {
      const wanted = listed.find((voice) => voice.voiceId === voiceId)
      if (!wanted) throw new Error(`No voice ${voiceId}`)
      const speaker = wanted.ready ? wanted : listed.find((voice) => voice.ready && sameLanguage(voice, wanted))
      if (!speaker) throw new Error(`Nothing here can speak ${wanted.language}`)
      const { engine, language } = speaker
      return { voiceId: speaker.voiceId, engine, audio: live.speak({ ...request, language }) }
    },
    [Symbol.asyncDispose]: () => live[Symbol.asyncDispose](),
  }
}

function sameLanguage(one: VoiceListing, other: VoiceListing): boolean {
  return new Intl.Locale(one.language).language === new Intl.Locale(other.language).language
}
