import type { EarsSettings } from '@patchbay/speech'
import * as z from 'zod'

/** @param secret - How a secret is read. */
export function earsSettings<Secret extends z.ZodType<string>>(secret: Secret) {
  return {
    STT_BASE_URL: z
      .url({ protocol: /^https?$/, error: 'must be an http or https address' })
      .optional()
      .describe(
        'What hears people who speak: any endpoint that speaks the API of OpenAI for transcriptions, with its `/v1`. Default: none, a model in `MODELS_DIR`.',
      ),
    STT_API_KEY: secret.optional().describe('The key of that endpoint, where it asks for one. Secret.'),
    STT_MODEL: z
      .string()
      .regex(/^[\w.:/-]+$/, 'must be the name of a model')
      .optional()
      .describe(
        'The model that is asked for there (default: `whisper-1`), else the folder in `MODELS_DIR` (default: the first that hears).',
      ),
  }
}

type Read = z.infer<z.ZodObject<ReturnType<typeof earsSettings<z.ZodType<string>>>>>

/** @param modelsDir - The folder of speech models. */
export function readEarsConfig({ STT_BASE_URL, STT_API_KEY, STT_MODEL }: Read, modelsDir: string): EarsSettings {
  return {
    server: STT_BASE_URL ? { baseURL: STT_BASE_URL, apiKey: STT_API_KEY } : undefined,
    model: STT_MODEL,
    modelsDir,
  }
}
