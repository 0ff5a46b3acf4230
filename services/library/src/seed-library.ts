import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Database } from '@patchbay/service-kit'
import { importFile } from './import/import-file.ts'
import { storeTarget } from './import/store-target.ts'

/** The demonstration's books. */
const content = fileURLToPath(new URL('../content', import.meta.url))

/** Gives everybody the demonstration's books; those that are there stay as they are. */
export async function seedLibrary(db: Database, now: () => Date, signal?: AbortSignal): Promise<void> {
  const names = await readdir(content).catch(() => [])
  for (const name of names.filter((each) => each.endsWith('.txt')).toSorted()) {
    signal?.throwIfAborted()
    await importFile(join(content, name), storeTarget(db, null, now), { signal })
  }
}
