import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

export interface ArchiveEntry {
  path: string
  type?: 'file' | 'link' | 'hard' | 'fifo'
  /** What a link points to. */
  target?: string
  text?: string
  /** How often the text stands in it. */
  times?: number
}

/** Makes a `.tar.bz2`, and answers its bytes and checksum. */
export async function makeArchive(file: string, entries: ArchiveEntry[]): Promise<{ body: Buffer; sha256: string }> {
  const making = promisify(execFile)('python3', [join(import.meta.dirname, 'make-archive.py')])
  making.child.stdin?.end(JSON.stringify({ file, entries }))
  await making
  const body = await readFile(file)
  return { body, sha256: createHash('sha256').update(body).digest('hex') }
}
