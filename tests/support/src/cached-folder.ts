import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Survives a fresh checkout: what is large is not fetched twice. */
const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'patchbay-tests')

/**
 * A folder that is filled once a machine. It is there whole or not at all, whoever fills it at the same time.
 *
 * @param name - With the version of what is in it.
 * @param fill - Fills the empty folder that it is given; what it throws leaves nothing behind.
 * @returns Its path, always the same.
 */
export async function cachedFolder(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cache, name)
  if (await exists(folder)) return folder
  await mkdir(cache, { recursive: true })
  const half = await mkdtemp(join(cache, `half-of-${name}-`))
  try {
    await fill(half)
    // Renamed when it is whole; another run may have been faster.
    await rename(half, folder).catch(async (error: unknown) => {
      if (!(await exists(folder))) throw error
    })
  } finally {
    await rm(half, { recursive: true, force: true })
  }
  return folder
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
