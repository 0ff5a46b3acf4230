import { cp, lstat, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** The data directory that `first-start.ts` made. */
    startedDataDir: string
  }
}

/** A folder for a gateway that has never been started. */
export function emptyDataDir(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'patchbay-e2e-'))
}

/** A folder of a gateway that was started and stopped before. */
export async function startedDataDir(): Promise<string> {
  const dataDir = await emptyDataDir()
  await cp(inject('startedDataDir'), dataDir, {
    recursive: true,
    // A socket is no file, and belongs to the gateway that made it.
    filter: async (path) => !(await lstat(path)).isSocket(),
  })
  return dataDir
}
