import { createSilentVoices, openVoices, type EngineFigure, type VoiceLog, type Voices } from '@patchbay/speech'
import type { SpeechConfig } from '../speech-settings.ts'

/** Every voice, and how each engine of speech does on this machine. */
export interface Speaking extends Voices {
  figures(): EngineFigure[]
}

/** @param settings - Nothing where nobody speaks with this process. */
export async function openSpeaking(
  settings: Pick<SpeechConfig, 'models' | 'voiceServer'> | undefined,
  log: VoiceLog,
): Promise<Speaking> {
  if (settings) return openVoices(log, { modelsDir: settings.models.dir, openai: settings.voiceServer })
  return { ...createSilentVoices(), figures: () => [] }
}
