import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { PatchbayError } from '@patchbay/contract'
import { childEnvironment } from '../../child-environment.ts'
import { FETCH_LIMIT_MS, fetchOnce, run, type FetchedPackage } from './fetch-once.ts'

/**
 * Fetches a package of npm outside of any sandbox, without running anything of it, and keeps it: from then on the same
 * version is run, whatever is published under its name.
 *
 * @param spec - As a person wrote it, or with the version that was fixed before.
 * @throws {PatchbayError} Where there is no such package, or nothing in it that can be run.
 */
export async function fetchNpmPackage(spec: string, packagesDir: string): Promise<FetchedPackage> {
  const folder = await fetchOnce('npm', spec, packagesDir, (making) => install(spec, making), whyOf)
  const manifest = await readJson(join(folder, 'package.json'))
  const [name = ''] = Object.keys(asObject(manifest.dependencies))
  const packageFolder = join(folder, 'node_modules', name)
  const found = await readJson(join(packageFolder, 'package.json'))
  const bin = binOf(name, found.bin)
  if (bin === undefined) throw new PatchbayError('VALIDATION_FAILED', `The package ${name} has nothing that can be run`)
  const fixed = `${name}@${String(found.version)}`
  return { spec: fixed, folder, bin: join(packageFolder, bin), readable: [] }
}

async function install(spec: string, folder: string): Promise<void> {
  await writeFile(join(folder, 'package.json'), '{"private":true}')
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--omit=dev', '--save-exact', '--loglevel=error']
  const npm = join(dirname(process.execPath), 'npm')
  await run(existsSync(npm) ? npm : 'npm', ['install', ...flags, '--', spec], {
    cwd: folder,
    env: childEnvironment(),
    timeout: FETCH_LIMIT_MS,
  })
}

function whyOf(complaint: string): string | undefined {
  if (/E404|404 Not Found/.test(complaint)) return 'there is no such package'
  if (/ETARGET/.test(complaint)) return 'there is no such version of it'
  return /npm (?:error|ERR!) (?!code)(.+)/.exec(complaint)?.[1]
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
