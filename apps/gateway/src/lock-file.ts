import { DatabaseSync } from 'node:sqlite'

/**
 * Takes a file for this process alone. The lock is the operating system's (an exclusive transaction on a SQLite file), so
 * it ends with the process however that ends, and can neither go stale nor be stolen.
 *
 * @returns Nothing where another process, or this one, has it.
 * @throws Where the file cannot be made or written.
 */
export function lockFile(path: string): Disposable | undefined {
  const lock = new DatabaseSync(path, { timeout: 0 })
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (sqliteCode(error) === SQLITE_BUSY) return undefined
    throw error
  }
  return { [Symbol.dispose]: () => lock.close() }
}

const SQLITE_BUSY = 5

function sqliteCode(error: unknown): unknown {
  return error instanceof Error && 'errcode' in error ? error.errcode : undefined
}
