import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { PatchbayError } from '@patchbay/contract'
import { childEnvironment } from '../../child-environment.ts'

const run = promisify(execFile)

/** How long fetching a package may take, in ms. */
const LIMIT_MS = 180_000

/** A package of npm that is here, with what it needs. */
export interface FetchedPackage {
  /** With its exact version, such as `@scope/name@1.2.3`. */
  spec: string
  /** Its folder with everything that it needs. */
  folder: string
  /** The file that is run. */
  bin: string
}

/**
 * Fetches a package outside of any sandbox, without running anything of it, and keeps it: from then on the same version
 * is run, whatever is published under its name.
 *
 * @param spec - As a person wrote it, or with the version that was fixed before.
 * @throws {PatchbayError} Where there is no such package, or nothing in it that can be run.
 */
export async function fetchPackage(spec: string, packagesDir: string): Promise<FetchedPackage> {
  const folder = join(packagesDir, createHash('sha256').update(spec).digest('hex').slice(0, 24))
  if (!existsSync(join(folder, 'package.json'))) await install(spec, folder)
  const manifest = await readJson(join(folder, 'package.json'))
  const [name = ''] = Object.keys(asObject(manifest.dependencies))
  const packageFolder = join(folder, 'node_modules', name)
  const found = await readJson(join(packageFolder, 'package.json'))
  const bin = binOf(name, found.bin)
  if (bin === undefined) throw new PatchbayError('VALIDATION_FAILED', `The package ${name} has nothing that can be run`)
  const fixed = `${name}@${String(found.version)}`
  return { spec: fixed, folder, bin: join(packageFolder, bin) }
}

async function install(spec: string, folder: string): Promise<void> {
  const making = `${folder}.${process.pid}.${Date.now()}`
  await mkdir(making, { recursive: true, mode: 0o700 })
  try {
    await writeFile(join(making, 'package.json'), '{"private":true}')
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--omit=dev', '--save-exact', '--loglevel=error']
    const npm = join(dirname(process.execPath), 'npm')
    await run(existsSync(npm) ? npm : 'npm', ['install', ...flags, '--', spec], {
      cwd: making,
      env: childEnvironment(),
      timeout: LIMIT_MS,
    })
    await rename(making, folder).catch(async (error: unknown) => {
      // Another one was faster.
      if (!existsSync(join(folder, 'package.json'))) throw error
    })
  } catch (error) {
    throw new PatchbayError('VALIDATION_FAILED', `The package ${spec} cannot be fetched: ${whyOf(error)}`, {
      cause: error,
    })
  } finally {
    await rm(making, { recursive: true, force: true })
  }
}

function whyOf(error: unknown): string {
  const words = typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr) : String(error)
  if (/E404|404 Not Found/.test(words)) return 'there is no such package'
  if (/ETARGET/.test(words)) return 'there is no such version of it'
  const line = /npm (?:error|ERR!) (?!code)(.+)/.exec(words)?.[1]
  return (line ?? words).slice(0, 300)
}

/** The command named as the package, else the only one. */
function binOf(name: string, bin: unknown): string | undefined {
  if (typeof bin === 'string') return bin
  const commands = asObject(bin)
  const own = commands[name.split('/').at(-1) ?? ''] ?? Object.values(commands)[0]
  return typeof own === 'string' ? own : undefined
}

async function readJson(path: string): Promise<Record<string, unknown>> {
  return asObject(JSON.parse(await readFile(path, 'utf8')))
}

function asObject(value: unknown): Record<string, unknown> {
  // Its members are whatever they are.
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
