import { accessSync, constants, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DataDirInUse, StartError } from '../start-error.ts'

/**
 * Makes the folder where it is missing and takes it for this process alone. The lock is the operating system's
 * (an exclusive transaction on a SQLite file), so it ends with the process however that ends, and can neither
 * go stale nor be stolen.
 *
 * @param dataDir - An absolute path.
 * @throws {DataDirInUse} Where another process holds it.
 * @throws {StartError} Where the folder cannot be made or written.
 */
export function lockDataDir(dataDir: string): Disposable {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw unwritable(dataDir, error)
  }
  let lock: DatabaseSync
  try {
    lock = new DatabaseSync(join(dataDir, 'lock'), { timeout: 0 })
  } catch (error) {
    throw unwritable(dataDir, error)
  }
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    throw sqliteCode(error) === SQLITE_BUSY ? new DataDirInUse(dataDir) : unwritable(dataDir, error)
  }
  return { [Symbol.dispose]: () => lock.close() }
}

const SQLITE_BUSY = 5

function sqliteCode(error: unknown): unknown {
  return error instanceof Error && 'errcode' in error ? error.errcode : undefined
}

function unwritable(dataDir: string, error: unknown): StartError {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  return new StartError(
    `The data folder ${dataDir} cannot be written (${reason}). Make it writable, or set DATA_DIR to another folder.`,
    { cause: error },
  )
}
