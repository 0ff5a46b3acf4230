import * as z from 'zod'

/** The longest text that is spoken at once, in characters (Unicode code points). */
export const MAX_SPOKEN_CHARACTERS = 5_000

/** The voice that speaks where nobody chose one. */
export const DEFAULT_VOICE = 'af_heart'

/** As texts are measured and metered: an emoji of one code point counts once. */
export function countCharacters(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}

export const voiceId = z.string().min(1).max(100)

export const spokenText = z
  .string()
  .min(1)
  .refine((text) => countCharacters(text) <= MAX_SPOKEN_CHARACTERS, {
    error: `must have at most ${MAX_SPOKEN_CHARACTERS} characters: speak a longer text in parts`,
  })
  // The refinement, for readers of the JSON Schema, whose lengths are code points too.
  .meta({ maxLength: MAX_SPOKEN_CHARACTERS })

export const speechSpeed = z.number().min(0.25).max(1.5)

export const voice = z.object({
  voice_id: z.string(),
  name: z.string(),
  /** BCP 47. */
  language: z.string(),
  /** What makes it: `kokoro`, `espeak`, … */
  engine: z.string(),
  sample_rate_hz: z.int(),
  /** False while its model's files are not here: then another voice of its language speaks in its place. */
  ready: z.boolean(),
})
export type VoiceboxVoice = z.infer<typeof voice>
export const voices = z.object({ voices: z.array(voice) })

/** The answer of `generate_speech`, beside the audio. */
export const generatedSpeech = z.object({
  /** The voice that was asked for. */
  voice_id: z.string(),
  /** What spoke: another than the voice's own where that was not ready. */
  engine: z.string(),
  sample_rate_hz: z.int(),
  duration_s: z.number(),
  characters: z.int(),
  clip_uri: z.string(),
})

/** What was made of a text, and is kept for a while. */
export const clip = z.object({
  clip_id: z.string(),
  /** The voice that was asked for, and the one that spoke. */
  voice_id: z.string(),
  spoken_by: z.string(),
  engine: z.string(),
  text: z.string(),
  characters: z.int(),
  duration_s: z.number(),
  sample_rate_hz: z.int(),
  bytes: z.int(),
  created_at: z.iso.datetime(),
  /** It is gone then, or earlier where newer ones need its room. */
  expires_at: z.iso.datetime(),
})
export type VoiceboxClip = z.infer<typeof clip>
export const clips = z.object({ clips: z.array(clip) })

/** An address that plays one clip for a while, to whoever has it. */
export const clipLink = z.object({ url: z.url(), expires_at: z.iso.datetime() })

/** `POST /api/voices/speak`. */
export const speakBody = z.strictObject({
  text: spokenText,
  voice_id: voiceId.default(DEFAULT_VOICE),
  speed: speechSpeed.default(1),
})

/** What one user has had spoken in a month (UTC). */
export const speechUsage = z.object({
  /** `2026-11`. */
  period: z.string(),
  characters: z.int(),
  seconds: z.number(),
  calls: z.int(),
  quota_characters: z.int(),
  left_characters: z.int(),
})
export type SpeechUsage = z.infer<typeof speechUsage>

/** `PUT /api/voices/quotas/:user_id`: null gives back the gateway's own setting. */
export const quotaChange = z.strictObject({ quota_characters: z.int().min(0).max(1_000_000_000).nullable() })

/** `get_server_status`: each part's health. */
export const voiceboxStatus = z.object({
  status: z.enum(['ONLINE', 'DEGRADED']),
  parts: z.array(z.object({ part: z.string(), healthy: z.boolean(), detail: z.string() })),
})
export type VoiceboxStatus = z.infer<typeof voiceboxStatus>
