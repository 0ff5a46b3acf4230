import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import * as z from 'zod'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

const receipt = z.object({
  /** Of the archive. */
  sha256,
  url: z.string(),
  files: z.record(z.string(), z.object({ bytes: z.int(), sha256 })),
})

/** What a folder held when it was unpacked, kept inside it, so that it can be checked later without the archive. */
export type Receipt = z.infer<typeof receipt>

const NAME = '.patchbay.json'

/** @returns Nothing for a folder that was put there by hand, or whose receipt cannot be read. */
export async function readReceipt(folder: string): Promise<Receipt | undefined> {
  try {
    return receipt.parse(JSON.parse(await readFile(join(folder, NAME), 'utf8')))
  } catch {
    return undefined
  }
}

export async function writeReceipt(folder: string, about: Pick<Receipt, 'sha256' | 'url'>): Promise<Receipt> {
  const made = { ...about, files: await sumFiles(folder) }
  await writeFile(join(folder, NAME), `${JSON.stringify(made, null, 2)}\n`, { flush: true })
  return made
}

/** @returns Each file below the folder but the receipt, by its path with `/`. */
export async function sumFiles(folder: string): Promise<Receipt['files']> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => path !== NAME)
    .toSorted()
  const files: Receipt['files'] = {}
  for (const path of paths) {
    const whole = join(folder, path)
    files[path.split(sep).join('/')] = { bytes: (await stat(whole)).size, sha256: await sha256Of(whole) }
  }
  return files
}

/** @returns In hexadecimal. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}
