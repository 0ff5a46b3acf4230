import yauzl from 'yauzl'
import { ImportError } from './import-error.ts'

/** A long novel is 2 MB of text; this leaves room for its pictures, and none for a bomb. */
const MOST_BYTES = 256 * 1024 * 1024
const MOST_ENTRIES = 20_000
/** Text packs 4 to 10 times; what packs much better than any text was made to burst. */
const MOST_TIMES = 200
const SMALL = 1024 * 1024

/**
 * Unpacks an archive into nothing, to see that it is whole and how large it is: what its directory says could be a lie.
 *
 * @throws {ImportError} Where it is damaged, or too large.
 */
export async function checkArchive(path: string, name: string): Promise<void> {
  try {
    const zip = await yauzl.openPromise(path)
    let entries = 0
    let bytes = 0
    for await (const entry of zip.eachEntry()) {
      entries += 1
      if (entries > MOST_ENTRIES) throw new ImportError(`${name} has more than ${MOST_ENTRIES} files in it.`)
      if (entry.isEncrypted()) {
        throw new ImportError(`${name} is encrypted, so it cannot be read. Import a copy without protection.`)
      }
      if (entry.fileName.endsWith('/')) continue
      let unpacked = 0
      for await (const piece of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
        unpacked += piece.length
        if (bytes + unpacked > MOST_BYTES || unpacked > Math.max(SMALL, entry.compressedSize * MOST_TIMES)) {
          throw new ImportError(`${name} unpacks to far more than a book has, so it was not opened.`)
        }
      }
      bytes += unpacked
    }
  } catch (error) {
    if (error instanceof ImportError) throw error
    throw new ImportError(`${name} is damaged, or no EPUB: it cannot be unpacked. Fetch it again.`, { cause: error })
  }
}
