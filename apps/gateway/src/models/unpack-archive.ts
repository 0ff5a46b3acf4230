import { mkdir, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { Unpack } from 'tar'
import { StartError } from '../start-error.ts'
import { decompressBzip2 } from './decompress-bzip2.ts'

/** How many bytes an archive may unpack to, for each of its own: weights hardly shrink. */
const MOST_TIMES = 8
/** What any archive may unpack to. */
const LEAST_LIMIT = 100e6

interface UnpackOptions {
  archive: string
  /** Of the archive, in bytes. */
  bytes: number
  /** Made anew; nothing is written outside of it. */
  into: string
  /** The one folder that the archive may hold. */
  folder: string
}

/**
 * Unpacks a `.tar.bz2` of one folder with plain files in it. Anything else in it (a path that leaves the folder, a link, a
 * device, more than an archive of that size should hold) and nothing of it is kept.
 *
 * @throws {StartError} Where it is refused or damaged.
 */
export async function unpackArchive({ archive, bytes, into, folder }: UnpackOptions): Promise<void> {
  await rm(into, { recursive: true, force: true, maxRetries: 3 })
  await mkdir(into, { recursive: true })
  const limit = Math.max(LEAST_LIMIT, bytes * MOST_TIMES)
  const refused = new AbortController()
  let total = 0
  const unpack = new Unpack({
    cwd: into,
    strict: true,
    preserveOwner: false,
    noMtime: true,
    fmode: 0o644,
    dmode: 0o755,
    filter(path, entry) {
      if (refused.signal.aborted) return false
      total += entry.size ?? 0
      const fault = faultOf(path, 'type' in entry ? entry.type : 'File', folder)
      const reason = total > limit ? `unpacks to more than ${Math.round(limit / 1e6)} MB` : fault
      if (reason === undefined) return true
      refused.abort(new StartError(`The archive ${reason}. Nothing of it was kept.`))
      return false
    },
  })
  try {
    // tar's writer is one by its methods, though not by its type.
    await pipeline(await decompressBzip2(archive), unpack as unknown as NodeJS.WritableStream, {
      signal: refused.signal,
    })
    refused.signal.throwIfAborted()
  } catch (error) {
    await rm(into, { recursive: true, force: true, maxRetries: 3 })
    if (refused.signal.reason instanceof StartError) throw refused.signal.reason
    const reason = error instanceof Error ? error.message : String(error)
    throw new StartError(`The archive cannot be unpacked (${reason}). Nothing of it was kept.`, { cause: error })
  }
}

/** @returns What is wrong with an entry, after "The archive". */
function faultOf(path: string, type: string, folder: string): string | undefined {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  const shown = JSON.stringify(path.slice(0, 100))
  if (path.startsWith('/') || /[\\:\0]/.test(path) || parts.includes('..')) return `holds the path ${shown}`
  if (parts.length > 0 && parts[0] !== folder) return `holds ${shown}, which is not in the folder ${folder}`
  return ['File', 'OldFile', 'ContiguousFile', 'Directory'].includes(type) ? undefined : `holds a ${type}, ${shown}`
}
