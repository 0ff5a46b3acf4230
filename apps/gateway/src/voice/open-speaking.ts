import { createSilentVoices, openVoices, type MeasuredVoices, type VoiceLog } from '@patchbay/speech'
import type { SpeechConfig } from '../speech-settings.ts'

/** @param settings - Nothing where nobody speaks with this process. */
export async function openSpeaking(
  settings: Pick<SpeechConfig, 'models' | 'voiceServer'> | undefined,
  log: VoiceLog,
): Promise<MeasuredVoices> {
  if (!settings) return createSilentVoices()
  return openVoices(log, { modelsDir: settings.models.dir, openai: settings.voiceServer })
}
