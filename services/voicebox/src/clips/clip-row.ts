import type { VoiceboxClip } from '@patchbay/contract'
import type { clips } from '../schema/clips.ts'
import { fileBytes } from './clip-size.ts'

export type ClipRow = typeof clips.$inferSelect

/** @returns How long it sounds, in seconds, to the hundredth. */
function durationOf({ samples, sampleRateHz }: Pick<ClipRow, 'samples' | 'sampleRateHz'>): number {
  return Math.round((samples / sampleRateHz) * 100) / 100
}

/** A clip as the wire shows it. @param lifeMs - How long it is kept. */
export function describeClip(row: ClipRow, lifeMs: number): VoiceboxClip {
  return {
    clip_id: row.id,
    voice_id: row.voiceId,
    spoken_by: row.spokenBy,
    engine: row.engine,
    text: row.text,
    characters: row.characters,
    duration_s: durationOf(row),
    sample_rate_hz: row.sampleRateHz,
    bytes: fileBytes(row),
    created_at: row.createdAt.toISOString(),
    expires_at: new Date(row.createdAt.getTime() + lifeMs).toISOString(),
  }
}
