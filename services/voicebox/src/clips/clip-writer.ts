import { randomBytes } from 'node:crypto'
import { ToolError, type Database } from '@patchbay/service-kit'
import { pcmBytes, WAV_HEADER_BYTES, writeWavHeader } from '@patchbay/speech'
import { eq } from 'drizzle-orm'
import type { Owner } from '../owner.ts'
import { clips } from '../schema/clips.ts'
import { INLINE_BYTES, MAX_CLIP_BYTES, PART_BYTES } from './clip-size.ts'
import type { ClipRow } from './clip-row.ts'
import type { ClipSounds } from './clip-sounds.ts'
import { dropClips } from './drop-clips.ts'

/** What is known of a clip before it is made. */
export type NewClip = Pick<ClipRow, 'voiceId' | 'text' | 'characters' | 'sampleRateHz' | 'createdAt'>

/** A clip that is being made; disposing one that was not finished leaves nothing of it. */
export interface ClipWriter extends AsyncDisposable {
  readonly samples: number
  /** @throws {ToolError} Where the clip gets too long. */
  add(samples: Int16Array): Promise<void>
  /** @returns The clip, and its file where that is small enough to travel in an answer. */
  finish(by: Pick<ClipRow, 'spokenBy' | 'engine'>): Promise<{ row: ClipRow; file: Uint8Array | undefined }>
}

/** Keeps a clip as it is made, a part at a time, so that a long one is never whole in memory. */
export async function openClipWriter(
  db: Database,
  sounds: ClipSounds,
  { userId, phone }: Owner,
  clip: NewClip,
): Promise<ClipWriter> {
  const id = randomBytes(16).toString('base64url')
  await db.insert(clips).values({ ...clip, id, userId, callerPhone: phone, spokenBy: '', engine: '', state: 'making' })
  let samples = 0
  let parts = 0
  let loose: Uint8Array[] = []
  let looseBytes = 0
  let whole: Uint8Array[] | undefined = []
  let isFinished = false

  async function writePart(bytes: Uint8Array): Promise<void> {
    await sounds.add(id, parts, bytes)
    parts += 1
  }

  return {
    get samples() {
      return samples
    },
    async add(piece) {
      if ((samples + piece.length) * 2 > MAX_CLIP_BYTES) {
        throw new ToolError('That would be more than 23 minutes of speech. Speak it in parts, or faster.', {
          code: 'VALIDATION_FAILED',
        })
      }
      const bytes = pcmBytes(piece)
      samples += piece.length
      if (whole && WAV_HEADER_BYTES + samples * 2 > INLINE_BYTES) whole = undefined
      whole?.push(bytes)
      loose.push(bytes)
      looseBytes += bytes.length
      if (looseBytes < PART_BYTES) return
      const all = Buffer.concat(loose)
      let at = 0
      for (; all.length - at >= PART_BYTES; at += PART_BYTES) await writePart(all.subarray(at, at + PART_BYTES))
      loose = [all.subarray(at)]
      looseBytes = all.length - at
    },
    async finish(by) {
      if (looseBytes > 0) await writePart(Buffer.concat(loose))
      const [row] = await db
        .update(clips)
        .set({ ...by, samples, state: 'ready' })
        .where(eq(clips.id, id))
        .returning()
      if (!row) throw new Error(`The clip ${id} went away while it was made`)
      isFinished = true
      const header = writeWavHeader(samples, clip.sampleRateHz)
      return { row, file: whole && Buffer.concat([header, ...whole]) }
    },
    async [Symbol.asyncDispose]() {
      if (!isFinished) await dropClips(db, sounds, eq(clips.id, id))
    },
  }
}
