import { WAV_HEADER_BYTES } from '@patchbay/speech'

/** How much of a clip is one row, in bytes. */
export const PART_BYTES = 256 * 1024

/** The longest clip, in bytes of its samples: 23 minutes. */
export const MAX_CLIP_BYTES = 64 * 1024 * 1024

/** The largest answer with the sound in it, in bytes of base64: 4 MiB with the rest of the message. */
const INLINE_BASE64 = 4 * 1024 * 1024 - 16 * 1024

/** The same as bytes of the file. */
export const INLINE_BYTES = Math.floor(INLINE_BASE64 / 4) * 3

/** @returns The size of a clip's file. */
export function fileBytes({ samples }: { samples: number }): number {
  return WAV_HEADER_BYTES + samples * 2
}
