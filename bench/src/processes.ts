import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'

const TICKS_PER_SECOND = 100
const PAGE_BYTES = 4096

/** Groups of processes that run. */
const running = new Set<number>()

// They are detached, so nothing ends them when the bench ends early.
process.once('exit', () => {
  for (const group of running) {
    try {
      process.kill(-group, 'SIGTERM')
    } catch {
      // It has just ended by itself.
    }
  }
})

/** A program that is measured. */
export interface Measured extends AsyncDisposable {
  /** Seconds of processor time that it alone has used: an echo server that a peer has started is not the peer. */
  cpu(): number
  /** Its resident memory, in MB. */
  memory(): number
}

/** @param ready - Resolves once the program can be used. */
export async function start(
  command: string,
  args: string[],
  ready: (child: ChildProcess) => Promise<unknown>,
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Measured & { output: () => string }> {
  const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const group = child.pid
  if (group !== undefined) running.add(group)
  const ended = once(child, 'exit').finally(() => group !== undefined && running.delete(group))
  await Promise.race([
    ready(child),
    ended.then(() => {
      throw new Error(`${command} ${args.join(' ')} has ended:\n${output}`)
    }),
  ])
  return {
    output: () => output,
    cpu: () => usage(child.pid ?? 0).ticks / TICKS_PER_SECOND,
    memory: () => (usage(child.pid ?? 0).pages * PAGE_BYTES) / 1024 / 1024,
    async [Symbol.asyncDispose]() {
      process.kill(-(child.pid ?? 0), 'SIGTERM')
      const impatience = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), 5_000)
      await ended
      clearTimeout(impatience)
    },
  }
}

/** proc(5). */
function usage(pid: number): { ticks: number; pages: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1])
  return { ticks: Number(fields[11]) + Number(fields[12]), pages }
}

const run = promisify(execFile)

export interface Load {
  url: string
  headers: Record<string, string>
  kind: 'mcp' | 'mcp-hub'
  tool: string
  atOnce: number
  calls: number
}

export interface Loaded {
  p50: number
  p99: number
  perSecond: number
  errors: number
}

export async function load(asked: Load): Promise<Loaded> {
  const { stdout } = await run(process.execPath, [new URL('load.ts', import.meta.url).pathname, JSON.stringify(asked)])
  // Written by `load.ts`.
  return JSON.parse(stdout) as Loaded
}
