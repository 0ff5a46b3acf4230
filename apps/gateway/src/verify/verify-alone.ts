import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Verification } from '@patchbay/contract'
import { openStore } from '../store/open-store.ts'
import { DataDirInUse } from '../start-error.ts'
import { messageOf } from './message-of.ts'
import { summed, verifyStore, type VerifyOptions } from './verify-store.ts'

export interface VerifyAloneOptions extends Omit<VerifyOptions, 'store' | 'migrations' | 'seedingMs'> {
  /** An absolute path. */
  dataDir: string
  databaseUrl: string | undefined
  migrations: VerifyOptions['migrations']
}

/**
 * Opens the store as it is, without making or migrating anything, and tries it.
 *
 * @throws {DataDirInUse} Where a gateway has the folder, which then has to be asked.
 */
export async function verifyAlone({ dataDir, databaseUrl, ...options }: VerifyAloneOptions): Promise<Verification> {
  const began = performance.now()
  const dead = (detail: string) =>
    summed([{ name: 'store', ok: false, ms: Math.round(performance.now() - began), detail }])
  if (databaseUrl === undefined && !existsSync(join(dataDir, 'db/PG_VERSION'))) {
    return dead(`There is none in ${dataDir} yet. Start the gateway, or set DATA_DIR to the folder that has one.`)
  }
  let store: Awaited<ReturnType<typeof openStore>>
  try {
    store = await openStore({ dataDir, databaseUrl, migrations: [], migrates: false, onError: () => {} })
  } catch (error) {
    if (error instanceof DataDirInUse) throw error
    return dead(messageOf(error))
  }
  await using opened = store
  // Nobody seeds it meanwhile.
  return await verifyStore({ ...options, store: opened, seedingMs: 0 })
}
