import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Later tags do not install by themselves. */
const VERSION = '1.5.1'
/** It is built from its source, once a machine: minutes on a busy one. */
const BUILD_MS = 1_800_000
const START_MS = 60_000

/** Survives a fresh checkout. */
const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'patchbay-tests')

export interface Temporal extends AsyncDisposable {
  /** Host and port. */
  address: string
}

/** @returns Why there can be no Temporal on this machine, where there can be none. */
export async function whyNoTemporal(): Promise<string | undefined> {
  try {
    await run('go', ['version'])
    await installTemporal()
    return undefined
  } catch (error) {
    return `Temporal cannot run here: ${error instanceof Error ? error.message.split('\n')[0] : 'unknown'}`
  }
}

/** Builds Temporal's command line, which has the server, by the Go module proxy, once a machine. @returns Its path. */
export async function installTemporal(): Promise<string> {
  const folder = join(cache, `temporal-${VERSION}`)
  const program = join(folder, 'temporal')
  const isThere = await stat(program).then(
    () => true,
    () => false,
  )
  if (isThere) return program
  await mkdir(cache, { recursive: true })
  const half = await mkdtemp(join(cache, 'temporal-half-'))
  await run('go', ['install', `github.com/temporalio/cli/cmd/temporal@v${VERSION}`], {
    env: { ...process.env, GOBIN: half },
    timeout: BUILD_MS,
    maxBuffer: 16 << 20,
  })
  // Renamed when it is whole; another run may have been faster.
  await rename(half, folder).catch(() => rm(half, { recursive: true, force: true }))
  return program
}

/** A real Temporal server on loopback, in memory. */
export async function startTemporal(): Promise<Temporal> {
  const program = await installTemporal()
  const port = await freePort()
  const address = `127.0.0.1:${port}`
  const child = spawn(
    program,
    ['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'error'],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  const exited = once(child, 'exit')
  const stop = () => child.kill('SIGKILL')
  process.once('exit', stop)
  const isServing = () =>
    run(program, ['operator', 'namespace', 'describe', '--namespace', 'default', '--address', address]).then(
      () => true,
      () => false,
    )
  for (const until = performance.now() + START_MS; !(await isServing());) {
    if (child.exitCode !== null || performance.now() > until) {
      stop()
      throw new Error(`Temporal did not start:\n${output}`)
    }
    // How often it is asked, not how long it takes.
    await wait(250)
  }
  return {
    address,
    async [Symbol.asyncDispose]() {
      process.off('exit', stop)
      stop()
      await exited
    },
  }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
