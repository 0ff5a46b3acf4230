import { createSilentVoice, openVoices, type EngineFigure, type Voice, type VoiceLog } from '@patchbay/speech'
import type { SpeechConfig } from '../speech-settings.ts'

/** What the engine speaks with, and how each engine of speech does on this machine. */
export interface Speaking extends AsyncDisposable {
  readonly live: Voice
  figures(): EngineFigure[]
}

/** @param settings - Nothing where nobody speaks with this process. */
export async function openSpeaking(
  settings: Pick<SpeechConfig, 'models' | 'voiceServer'> | undefined,
  log: VoiceLog,
): Promise<Speaking> {
  if (settings) return openVoices(log, { modelsDir: settings.models.dir, openai: settings.voiceServer })
  const live = createSilentVoice()
  return { live, figures: () => [], [Symbol.asyncDispose]: () => live[Symbol.asyncDispose]() }
}
