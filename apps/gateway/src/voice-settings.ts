import type { OpenAiVoiceOptions } from '@patchbay/speech'
import * as z from 'zod'

/** @param secret - How a secret is read. */
export function voiceSettings(secret: z.ZodType<string, string>) {
  return {
    TTS_BASE_URL: z
      .url({ protocol: /^https?$/, error: 'must be an http or https address' })
      .optional()
      .describe(
        "A server whose voices speak: any endpoint that speaks OpenAI's `POST /v1/audio/speech`, with its `/v1`. " +
          'Default: none; Kokoro speaks live where its model is here and fast enough, else espeak.',
      ),
    TTS_API_KEY: secret.optional().describe('The key of that server, where it asks for one. Secret.'),
    TTS_MODEL: z.string().default('tts-1').describe('The model that is asked for there.'),
    TTS_VOICES: z
      .string()
      .transform((list) => list.split(',').map((name) => name.trim()))
      .refine((list) => list.every((name) => /^[\w.-]+$/.test(name)), 'must be names of voices, separated by commas')
      .default(['alloy'])
      .describe('The voices of that server that can be picked; the first one speaks live. Default: `alloy`.'),
  }
}

type Read = z.infer<z.ZodObject<ReturnType<typeof voiceSettings>>>

/** @returns The voice server, where one is set. */
export function readVoiceServer({
  TTS_BASE_URL,
  TTS_API_KEY,
  TTS_MODEL,
  TTS_VOICES,
}: Read): OpenAiVoiceOptions | undefined {
  if (TTS_BASE_URL === undefined) return undefined
  return { baseUrl: TTS_BASE_URL, apiKey: TTS_API_KEY, model: TTS_MODEL, voices: TTS_VOICES }
}
