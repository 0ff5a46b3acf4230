import { accessSync, constants, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { lockFile } from '../lock-file.ts'
import { DataDirInUse, StartError } from '../start-error.ts'

/**
 * Makes the folder where it is missing and takes it for this process alone, until that ends.
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
  let lock: Disposable | undefined
  try {
    lock = lockFile(join(dataDir, 'lock'))
  } catch (error) {
    throw unwritable(dataDir, error)
  }
  if (!lock) throw new DataDirInUse(dataDir)
  return lock
}

function unwritable(dataDir: string, error: unknown): StartError {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  return new StartError(
    `The data folder ${dataDir} cannot be written (${reason}). Make it writable, or set DATA_DIR to another folder.`,
    { cause: error },
  )
}
