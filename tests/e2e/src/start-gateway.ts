import { spawn, type ChildProcess } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { startedDataDir } from './data-dir.ts'
import { repository } from './repository.ts'
import { baseEnvironment, runProcess, type Ended } from './run-process.ts'

export const mcpApiKey = 'worker-key-of-the-end-to-end-tests'
export const adminApiKey = 'admin-key-of-the-end-to-end-tests'

/** How long a start may take: the embedded store opens in seconds on a busy machine. */
const startMs = 60_000
/** How long an orderly stop may take. */
const stopMs = 20_000

export interface GatewayOptions {
  /** Over the tests' own settings. An empty value counts as not set. */
  env?: Record<string, string>
  /** What Node runs: the gateway itself unset. */
  program?: string
  /** Kept when the gateway ends. Without it the gateway has a folder of its own, not new, removed in the end. */
  dataDir?: string
}

/** A running gateway: the real process, as users start it. */
export interface Gateway extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  url: string
  port: number
  /** The process that was started. */
  pid: number
  dataDir: string
  /** Everything that it has printed so far, standard output and standard error interleaved. */
  output(): string
  /** Resolves with the match as soon as the output has it. */
  waitForOutput(pattern: RegExp): Promise<RegExpExecArray>
  /** What a terminal does on Ctrl-C: SIGINT to every process that was started, and waits for the end. */
  interrupt(): Promise<Ended>
  /** SIGTERM, and waits for the end. */
  stop(): Promise<Ended>
  /** SIGKILL, and waits for the end. */
  kill(): Promise<Ended>
}

/** Every setting that a gateway of the tests has. */
export function gatewayEnvironment(dataDir: string, env: Record<string, string> = {}): Record<string, string> {
  return {
    ...baseEnvironment(),
    PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: dataDir,
    MCP_API_KEY: mcpApiKey,
    ADMIN_API_KEY: adminApiKey,
    LOG_LEVEL: 'warn',
    ...env,
  }
}

/**
 * Starts a gateway on a free port of the loopback interface.
 *
 * @throws when it ends before it is ready, with all that it printed.
 */
export async function startGateway({
  env = {},
  program = repository.gateway,
  dataDir,
}: GatewayOptions = {}): Promise<Gateway> {
  const folder = dataDir ?? (await startedDataDir())
  const child = spawn(repository.node, [program], {
    cwd: repository.root,
    env: gatewayEnvironment(folder, env),
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, as a terminal gives to a command.
    detached: true,
  })
  const send = (signal: NodeJS.Signals) => child.kill(signal)
  const sendToAll = (signal: NodeJS.Signals) => isRunning(child) && process.kill(-pidOf(child), signal)
  const watched = watch(child)
  // A gateway must not outlive the tests that were cut off.
  const killWithUs = () => sendToAll('SIGKILL')
  process.once('exit', killWithUs)
  void watched.ended.then(() => process.off('exit', killWithUs))

  const endBy = async (ask: () => unknown) => {
    ask()
    const forced = setTimeout(() => sendToAll('SIGKILL'), stopMs)
    const ended = await watched.ended
    clearTimeout(forced)
    return ended
  }
  const removeFolder = async () => {
    if (dataDir === undefined) await rm(folder, { recursive: true, force: true })
  }

  let ready: RegExpExecArray
  try {
    ready = await watched.waitForOutput(/Patchbay is ready at http:\/\/\S+?:(\d+)/, startMs)
  } catch (error) {
    await endBy(() => sendToAll('SIGKILL'))
    await removeFolder()
    throw error
  }
  const port = Number(ready[1])
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    pid: pidOf(child),
    dataDir: folder,
    output: watched.output,
    waitForOutput: (pattern) => watched.waitForOutput(pattern, startMs),
    interrupt: () => endBy(() => sendToAll('SIGINT')),
    stop: () => endBy(() => send('SIGTERM')),
    kill: () => endBy(() => sendToAll('SIGKILL')),
    async [Symbol.asyncDispose]() {
      await endBy(() => send('SIGTERM'))
      await removeFolder()
    },
  }
}

/** Starts a gateway that is expected to end by itself. */
export function runGatewayToItsEnd(env: Record<string, string>): Promise<Ended> {
  return runProcess(repository.node, [repository.gateway], { cwd: repository.root, env })
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('the process could not be started')
  return pid
}

function watch(child: ChildProcess) {
  const streams = { stdout: '', stderr: '' }
  let both = ''
  const listeners = new Set<() => void>()
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      streams[name] += chunk
      both += chunk
      for (const listener of listeners) listener()
    })
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      resolve({ code, signal, ...streams })
      for (const listener of listeners) listener()
    })
  })

  const waitForOutput = (pattern: RegExp, timeoutMs: number) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const settle = (finish: () => void) => {
        clearTimeout(timer)
        listeners.delete(look)
        finish()
      }
      const timer = setTimeout(
        () => settle(() => reject(new Error(`No ${pattern} within ${timeoutMs} ms. Printed:\n${both}`))),
        timeoutMs,
      )
      const look = () => {
        const match = pattern.exec(both)
        if (match) settle(() => resolve(match))
        else if (!isRunning(child)) {
          settle(() => reject(new Error(`The gateway ended (${child.exitCode ?? child.signalCode}):\n${both}`)))
        }
      }
      listeners.add(look)
      look()
    })

  return { output: () => both, waitForOutput, ended }
}
