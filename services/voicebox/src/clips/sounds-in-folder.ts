import { createReadStream } from 'node:fs'
import { appendFile, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClipSounds } from './clip-sounds.ts'

const ENDING = '.pcm'

/** Keeps sounds in files of one folder, for a process that has its store to itself. */
export async function soundsInFolder(folder: string): Promise<ClipSounds & { list(): Promise<string[]> }> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const fileOf = (clipId: string) => join(folder, clipId + ENDING)
  return {
    add: (clipId, _number, bytes) => appendFile(fileOf(clipId), bytes, { mode: 0o600 }),
    async *read(clipId, from, to) {
      if (to <= from) return
      // A stream of bytes, as no encoding was asked for.
      for await (const piece of createReadStream(fileOf(clipId), { start: from, end: to - 1 })) yield piece as Buffer
    },
    async drop(clipIds) {
      await Promise.all(clipIds.map((clipId) => rm(fileOf(clipId), { force: true })))
    },
    /** @returns The clips that it has something of. */
    async list() {
      const names = await readdir(folder)
      return names.filter((name) => name.endsWith(ENDING)).map((name) => name.slice(0, -ENDING.length))
    },
  }
}
