import type { VoiceboxLimits } from '@patchbay/voicebox'
import type * as z from 'zod'

const DAY_MS = 24 * 3600 * 1000
const MIB = 1024 * 1024

/** @param whole - How a whole number in a range is read. */
export function voiceboxSettings(whole: (min: number, max: number) => z.ZodType<number, string>) {
  return {
    VOICEBOX_QUOTA_CHARACTERS: whole(0, 1_000_000_000)
      .default(1_000_000)
      .describe('Characters that a user may have spoken in a month (UTC), where an administrator set nothing else.'),
    VOICEBOX_CLIP_DAYS: whole(1, 3650).default(7).describe('How many days what was spoken is kept.'),
    VOICEBOX_CLIPS_MB: whole(64, 1_000_000)
      .default(256)
      .describe("How much is kept of one user's clips, in MiB; the oldest go first."),
  }
}

export function readVoiceboxLimits(read: {
  VOICEBOX_QUOTA_CHARACTERS: number
  VOICEBOX_CLIP_DAYS: number
  VOICEBOX_CLIPS_MB: number
}): VoiceboxLimits {
  return {
    quotaCharacters: read.VOICEBOX_QUOTA_CHARACTERS,
    clipLifeMs: read.VOICEBOX_CLIP_DAYS * DAY_MS,
    clipBytes: read.VOICEBOX_CLIPS_MB * MIB,
  }
}
