import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { TokenStorage } from '../sign-in/token-storage.ts'

/**
 * Keeps sign-ins in a file that only its owner can read (mode 600). A file that is damaged counts as empty.
 *
 * @param path - Its folder is made where it is missing. One process at a time writes it.
 */
export function fileStorage(path: string): TokenStorage {
  // One change after the other: each reads what the last one wrote.
  let writing: Promise<void> = Promise.resolve()
  const change = (apply: (kept: Record<string, string>) => void) => {
    const done = writing.then(async () => {
      const kept = await read(path)
      apply(kept)
      await write(path, kept)
    })
    writing = done.catch(() => {})
    return done
  }
  return {
    async get(key) {
      await writing
      return (await read(path))[key]
    },
    set: (key, value) => change((kept) => void (kept[key] = value)),
    delete: (key) => change((kept) => void delete kept[key]),
  }
}

async function read(path: string): Promise<Record<string, string>> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw error
  }
  try {
    const kept: unknown = JSON.parse(text)
    if (typeof kept !== 'object' || kept === null) return {}
    return Object.fromEntries(Object.entries(kept).filter(([, value]) => typeof value === 'string'))
  } catch {
    return {}
  }
}

async function write(path: string, kept: Record<string, string>): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const next = `${path}.${process.pid}.new`
  try {
    await writeFile(next, JSON.stringify(kept), { mode: 0o600 })
    // Whatever was at that name before kept its own mode.
    await chmod(next, 0o600)
    await rename(next, path)
  } catch (error) {
    await rm(next, { force: true })
    throw error
  }
}
