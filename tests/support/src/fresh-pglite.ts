import { openAsBlob } from 'node:fs'
import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import manifest from '../package.json' with { type: 'json' }
import { cachedFolder } from './cached-folder.ts'

/** A database just after `initdb`, as a folder and as an archive: making one takes seconds of processor time, copying it none. */
function template(): Promise<string> {
  return cachedFolder(`pglite-${manifest.devDependencies['@electric-sql/pglite']}`, async (folder) => {
    const client = await PGlite.create(join(folder, 'data'))
    const archive = await client.dumpDataDir('none')
    await client.close()
    await writeFile(join(folder, 'data.tar'), Buffer.from(await archive.arrayBuffer()))
  })
}

/** An empty database in memory. */
export async function openFreshPglite(): Promise<PGlite> {
  return PGlite.create({ loadDataDir: await openAsBlob(join(await template(), 'data.tar')) })
}

/** @param folder - Not there yet; an empty database afterwards. */
export async function makePgliteFolder(folder: string): Promise<void> {
  await cp(join(await template(), 'data'), folder, { recursive: true })
}
