import type { EarsSettings, OpenAiVoiceOptions } from '@patchbay/speech'
import type * as z from 'zod'
import { earsSettings, readEarsConfig } from './ears-settings.ts'
import { modelSettings, readModelsConfig, type ModelsConfig } from './model-settings.ts'
import { readVoiceServer, voiceSettings } from './voice-settings.ts'

/** What speaks and hears, and where its models are. */
export interface SpeechConfig {
  models: ModelsConfig
  /** The server whose voices speak, where there is one. */
  voiceServer: OpenAiVoiceOptions | undefined
  /** What hears people who speak. */
  ears: EarsSettings
}

/** @param secret - How a secret is read. */
export function speechSettings(secret: z.ZodType<string, string>) {
  return { ...modelSettings(), ...voiceSettings(secret), ...earsSettings(secret) }
}

type Read = z.infer<z.ZodObject<ReturnType<typeof speechSettings>>>

/** @param dataDir - An absolute path. */
export function readSpeechConfig(read: Read, dataDir: string): SpeechConfig {
  const models = readModelsConfig(read, dataDir)
  return { models, voiceServer: readVoiceServer(read), ears: readEarsConfig(read, models.dir) }
}
