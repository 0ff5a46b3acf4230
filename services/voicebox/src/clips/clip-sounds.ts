/** Keeps the samples of clips: PCM16 in little endian, without a header. */
export interface ClipSounds {
  /** Puts a part behind those before it. @param number - Of the part, from 0; all but the last have `PART_BYTES`. */
  add(clipId: string, number: number, bytes: Uint8Array): Promise<void>
  /** @param from - The first byte. @param to - Behind the last byte. @throws Where the clip went away meanwhile. */
  read(clipId: string, from: number, to: number): AsyncIterable<Uint8Array>
  /** Deletes what is kept of these clips, whose rows are gone or going. */
  drop(clipIds: readonly string[]): Promise<void>
}
