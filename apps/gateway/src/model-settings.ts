import { join, resolve } from 'node:path'
import * as z from 'zod'

/** Where speech models live on this machine, and where they are fetched from. */
export interface ModelsConfig {
  /** An absolute path; a folder in it for each model, under the name of its archive. */
  dir: string
  /** In place of the publishers' release pages: an origin and path without a slash at its end. */
  mirror: string | undefined
}

export function modelSettings() {
  return {
    MODELS_DIR: z
      .string()
      .optional()
      .describe(
        'The folder of the speech models; one that was prepared elsewhere will do. Default: `DATA_DIR/models`.',
      ),
    MODELS_MIRROR: z
      .url({ protocol: /^https?$/, error: 'must be an http or https address' })
      .refine((url) => new URL(url).username === '', 'must hold no user name and no password')
      .transform((url) => url.replace(/\/+$/, ''))
      .optional()
      .describe(
        'Where `patchbay models get` fetches from in place of `https://github.com/k2-fsa/sherpa-onnx/releases/download`, ' +
          'with the same paths below it. `HTTPS_PROXY` and `NO_PROXY` are honoured too.',
      ),
  }
}

type Read = z.infer<z.ZodObject<ReturnType<typeof modelSettings>>>

export function readModelsConfig({ MODELS_DIR, MODELS_MIRROR }: Read, dataDir: string): ModelsConfig {
  return { dir: resolve(MODELS_DIR ?? join(dataDir, 'models')), mirror: MODELS_MIRROR }
}
