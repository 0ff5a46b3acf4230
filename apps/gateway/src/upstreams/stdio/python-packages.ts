import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { PatchbayError } from '@patchbay/contract'
import { childEnvironment } from '../../child-environment.ts'
import { FETCH_LIMIT_MS, fetchOnce, run, type FetchedPackage } from './fetch-once.ts'

/** What `uvx` is to run. */
export interface PythonTool {
  /** The package, with its version where one was given: `name` or `name==1.2.3`. */
  spec: string
  /** The program of the package that is run. */
  program: string
  args: string[]
}

/**
 * Reads the arguments of `uvx`: `PACKAGE ARGS`, `PACKAGE@VERSION ARGS` or `--from PACKAGE PROGRAM ARGS`.
 *
 * @throws {PatchbayError} `COMMAND_NOT_ALLOWED`
 */
export function readPythonTool(words: readonly string[]): PythonTool {
  const [first = '', ...rest] = words.filter(
    (word, at) => !(quiet.has(word) && words.slice(0, at).every((w) => quiet.has(w))),
  )
  const [, inline] = /^--from=(.+)$/.exec(first) ?? []
  const from = first === '--from' ? rest[0] : inline
  const behind = first === '--from' ? rest.slice(1) : rest
  if (from !== undefined) {
    const [program = '', ...args] = behind
    if (program === '' || program.startsWith('-')) refuse('names no program behind --from')
    return { spec: specOf(from), program, args }
  }
  if (first === '') refuse('names no package: uvx PACKAGE')
  if (first.startsWith('-')) refuse(`has ${first}: uvx takes --from alone here, so that one version is kept`)
  const spec = specOf(first)
  return { spec, program: nameOf(spec), args: behind }
}

const quiet = new Set(['-q', '--quiet'])

/** As Python writes it; nothing but a name and a version, so that it comes from the index and runs nothing when built. */
function specOf(word: string): string {
  const [, name, version] = /^([\w.-]+(?:\[[\w,.-]+\])?)(?:(?:@|==)([\w.!+-]+))?$/.exec(word) ?? []
  if (name === undefined) return refuse(`names ${word}, which is no package of an index: NAME, or NAME==VERSION`)
  return version === undefined || version === 'latest' ? name : `${name}==${version}`
}

function nameOf(spec: string): string {
  return spec.replace(/[[=].*$/, '')
}

/**
 * Fetches a package of Python's index outside of any sandbox, ready-built so that nothing of it runs, and keeps it: from
 * then on the same version is run, whatever is published under its name.
 *
 * @param uv - The program that fetches it.
 * @throws {PatchbayError} Where there is no such package, or no such program in it.
 */
export async function fetchPythonPackage(
  { spec, program }: PythonTool,
  packagesDir: string,
  uv: string,
): Promise<FetchedPackage> {
  const folder = await fetchOnce('uv', spec, packagesDir, (making) => install(uv, spec, making), whyOf)
  const bin = join(folder, 'bin', program)
  if (!/^[\w.-]+$/.test(program) || !existsSync(bin))
    throw new PatchbayError(
      'VALIDATION_FAILED',
      `The package ${nameOf(spec)} has no program ${program} that can be run`,
    )
  const { stdout } = await run(uv, ['pip', 'freeze', '--quiet', '--python', folder], {
    timeout: FETCH_LIMIT_MS,
    env: childEnvironment(),
  })
  const version = stdout
    .split('\n')
    .find((line) => sameName(nameOf(line), nameOf(spec)))
    ?.trim()
  const home = /^home = (.+)$/m.exec(await readFile(join(folder, 'pyvenv.cfg'), 'utf8'))?.[1]
  const extras = /\[.*\]/.exec(spec)?.[0] ?? ''
  const fixed = version === undefined ? spec : version.replace('==', `${extras}==`)
  // Its interpreter and that one's library stand elsewhere.
  return { spec: fixed, folder, bin, readable: home === undefined ? [] : [dirname(home)] }
}

async function install(uv: string, spec: string, folder: string): Promise<void> {
  const env = { ...childEnvironment(), UV_PYTHON_DOWNLOADS: 'never' }
  const options = { timeout: FETCH_LIMIT_MS, env }
  // Clears the folder that was made for it; its programs find it wherever it is moved to.
  await run(uv, ['venv', '--quiet', '--clear', '--relocatable', folder], options)
  await run(uv, ['pip', 'install', '--quiet', '--only-binary', ':all:', '--python', folder, '--', spec], options)
}

function whyOf(complaint: string): string | undefined {
  if (/not found in the package registry/.test(complaint)) return 'there is no such package'
  if (/there is no version of/.test(complaint)) return 'there is no such version of it'
  return undefined
}

function sameName(one: string, other: string): boolean {
  const plain = (name: string) =>
    name
      .trim()
      .toLowerCase()
      .replaceAll(/[-_.]+/g, '-')
  return plain(one) === plain(other)
}

function refuse(why: string): never {
  throw new PatchbayError('COMMAND_NOT_ALLOWED', `The command line ${why}.`)
}
