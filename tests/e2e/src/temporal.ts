import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { cachedFolder } from '@patchbay/test-support/cached-folder'
import { freePort } from '@patchbay/test-support/free-port'

const run = promisify(execFile)

/** Later tags do not install by themselves. */
const VERSION = '1.5.1'
/** It is built from its source, once a machine: minutes on a busy one. */
const BUILD_MS = 1_800_000
const START_MS = 60_000

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
  const folder = await cachedFolder(`temporal-${VERSION}`, async (empty) => {
    await run('go', ['install', `github.com/temporalio/cli/cmd/temporal@v${VERSION}`], {
      env: { ...process.env, GOBIN: empty },
      timeout: BUILD_MS,
      maxBuffer: 16 << 20,
    })
  })
  return join(folder, 'temporal')
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
