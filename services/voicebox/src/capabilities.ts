import { MAX_SPOKEN_CHARACTERS } from '@patchbay/contract'
import * as z from 'zod'
import { INLINE_BYTES, MAX_CLIP_BYTES } from './clips/clip-size.ts'
import type { VoiceboxToolDeps } from './voicebox-context.ts'

const DAY_MS = 24 * 3600 * 1000

/** `list_capabilities`. */
export const capabilities = z.object({
  tools: z.array(z.string()),
  resources: z.array(z.string()),
  engines: z.array(z.object({ engine: z.string(), voices: z.int(), ready: z.int(), languages: z.array(z.string()) })),
  formats: z.array(z.string()),
  limits: z.object({
    text_characters: z.int(),
    /** The largest file that an answer holds, and the largest of all, in bytes. */
    inline_bytes: z.int(),
    clip_bytes: z.int(),
    /** How long and how much is kept of one user's clips. */
    clip_days: z.number(),
    kept_bytes: z.int(),
    quota_characters: z.int(),
  }),
})

export async function readCapabilities({ voicebox, offered }: VoiceboxToolDeps): Promise<z.input<typeof capabilities>> {
  const voices = await voicebox.listVoices()
  const { clipLifeMs, clipBytes, quotaCharacters } = voicebox.limits
  return {
    ...offered,
    engines: [...Map.groupBy(voices, ({ engine }) => engine)].map(([engine, ofEngine]) => ({
      engine,
      voices: ofEngine.length,
      ready: ofEngine.filter(({ ready }) => ready).length,
      languages: [...new Set(ofEngine.map(({ language }) => language))],
    })),
    formats: ['audio/wav'],
    limits: {
      text_characters: MAX_SPOKEN_CHARACTERS,
      inline_bytes: INLINE_BYTES,
      clip_bytes: MAX_CLIP_BYTES,
      clip_days: clipLifeMs / DAY_MS,
      kept_bytes: clipBytes,
      quota_characters: quotaCharacters,
    },
  }
}
