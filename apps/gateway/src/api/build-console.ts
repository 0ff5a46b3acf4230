import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { childEnvironment } from '../child-environment.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const consoleDir = dirname(fileURLToPath(import.meta.resolve('@patchbay/console/package.json')))
const cacheDir = join(root, 'node_modules/.cache/patchbay')

/**
 * Builds the console with Vite where this state of its source was not built yet.
 *
 * @param onBuild - Called when there is something to build.
 * @returns The folder of the built page.
 */
export async function buildConsole(onBuild: () => void): Promise<string> {
  const outDir = join(cacheDir, `console-${await hashSources()}`)
  if (existsSync(join(outDir, 'index.html'))) return outDir
  onBuild()
  const making = `${outDir}.${process.pid}`
  await rm(making, { recursive: true, force: true })
  await mkdir(cacheDir, { recursive: true })
  await runVite(making)
  // Another gateway may have built the same at the same time: one of the two stays.
  await rename(making, outDir).catch(async (error: unknown) => {
    await rm(making, { recursive: true, force: true })
    if (!existsSync(join(outDir, 'index.html'))) throw error
  })
  await removeOlder(outDir)
  return outDir
}

async function hashSources(): Promise<string> {
  const hash = createHash('sha256')
  for (const path of [
    consoleDir,
    join(root, 'packages/contract'),
    join(root, 'packages/realtime'),
    join(root, 'package-lock.json'),
  ]) {
    for (const file of await listFiles(path)) hash.update(relative(root, file)).update(await readFile(file))
  }
  return hash.digest('hex').slice(0, 16)
}

async function listFiles(path: string): Promise<string[]> {
  if (!existsSync(path)) return []
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => undefined)
  if (!entries) return [path]
  return entries
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules') && !entry.name.includes('.test.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
}

function runVite(outDir: string): Promise<void> {
  const vite = dirname(createRequire(join(consoleDir, 'package.json')).resolve('vite/package.json'))
  const args = [join(vite, 'bin/vite.js'), 'build', '--outDir', outDir, '--logLevel', 'warn']
  const child = spawn(process.execPath, args, {
    cwd: consoleDir,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...childEnvironment(), NO_COLOR: '1' },
  })
  let output = ''
  child.stdout.on('data', (data) => (output += String(data)))
  child.stderr.on('data', (data) => (output += String(data)))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`Vite ended with ${code}: ${output.trim().slice(0, 1000)}`)),
    )
  })
}

/** Keeps the cache from growing with every change. */
async function removeOlder(kept: string): Promise<void> {
  for (const name of await readdir(cacheDir)) {
    const path = join(cacheDir, name)
    if (/^console-[0-9a-f]{16}$/.test(name) && path !== kept) await rm(path, { recursive: true, force: true })
  }
}
