import { access, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { repository } from './repository.ts'
import { runProcess } from './run-process.ts'

const packages = ['mcp==2.3.0', 'httpx==0.28.1']
const folder = join(repository.root, 'node_modules/.cache/patchbay-tests')

/**
 * A Python with the official MCP client and httpx, in an environment that is made once and kept.
 *
 * @returns the program, or why there is none on this machine
 * @throws when there is a python3 whose environment cannot be made
 */
export async function pythonProgram(): Promise<{ program: string } | { unavailable: string }> {
  const version = await runProcess('python3', ['--version']).catch(() => undefined)
  if (version?.code !== 0) return { unavailable: 'python3 is not installed' }
  const place = join(
    folder,
    `python-${[version.stdout.trim(), ...packages].join('-').replaceAll(/[^a-zA-Z0-9.]+/g, '-')}`,
  )
  const program = join(place, 'bin/python')
  if (!(await exists(join(place, 'complete')))) await make(place, program)
  return { program }
}

async function make(place: string, program: string) {
  await rm(place, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const half = join(place, 'half-done')
  for (const [command, args] of [
    ['python3', ['-m', 'venv', place]],
    [program, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]],
  ] as const) {
    const { code, stderr } = await runProcess(command, [...args], { timeoutMs: 300_000 })
    if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${stderr}`)
  }
  // Appears only when all is there, so that an interrupted try is made anew.
  await mkdir(half)
  await rename(half, join(place, 'complete'))
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
