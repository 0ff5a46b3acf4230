import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PatchbayError } from '@patchbay/contract'

/** Runs a program to its end, without a shell. */
export const run = promisify(execFile)

/** How long fetching a package may take, in ms. */
export const FETCH_LIMIT_MS = 180_000

/** A package that is here, with what it needs. */
export interface FetchedPackage {
  /** With its exact version, such as `@scope/name@1.2.3` or `name==1.2.3`. */
  spec: string
  /** Its folder with everything that it needs. */
  folder: string
  /** The file that is run. */
  bin: string
  /** What else has to be readable for it to run. */
  readable: string[]
}

/**
 * Fetches a package into a folder of its own and keeps it there: all of it or nothing, however many ask at once.
 *
 * @param manager - Whose package it is: each has its own folders.
 * @param make - Fills the folder.
 * @param whyOf - Reads the manager's complaint.
 * @throws {PatchbayError} Where it cannot be fetched.
 */
export async function fetchOnce(
  manager: 'npm' | 'uv',
  spec: string,
  packagesDir: string,
  make: (folder: string) => Promise<void>,
  whyOf: (complaint: string) => string | undefined,
): Promise<string> {
  const key = manager === 'npm' ? spec : `${manager} ${spec}`
  const folder = join(packagesDir, createHash('sha256').update(key).digest('hex').slice(0, 24))
  if (existsSync(folder)) return folder
  const making = `${folder}.${process.pid}.${Date.now()}`
  await mkdir(making, { recursive: true, mode: 0o700 })
  try {
    await make(making)
    await rename(making, folder).catch((error: unknown) => {
      // Another one was faster.
      if (!existsSync(folder)) throw error
    })
    return folder
  } catch (error) {
    const words =
      typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr) : String(error)
    const why = (whyOf(words) ?? words).slice(0, 300)
    throw new PatchbayError('VALIDATION_FAILED', `The package ${spec} cannot be fetched: ${why}`, { cause: error })
  } finally {
    await rm(making, { recursive: true, force: true })
  }
}
