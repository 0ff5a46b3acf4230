import { spawn, type ChildProcess } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client'

/** The longest line that a server may write, in bytes; a longer one ends its process. */
const MAX_LINE = 16 * 1024 * 1024

/** What is kept of what a server says on its standard error, in characters: the end of it. */
const MAX_STDERR = 4_000

/** How long a process may take to end when it is asked to, in ms. */
const GRACE_MS = 2_000

const PAGE_BYTES = 4_096

export interface ProgramOptions {
  command: string
  args: string[]
  /** The whole environment. */
  env: Record<string, string>
  cwd: string
}

/** MCP over the standard streams of a process that has a group of its own, which ends whole. */
export class ProcessTransport implements Transport {
  onmessage?: Transport['onmessage']
  onclose?: Transport['onclose']
  onerror?: Transport['onerror']
  private readonly program: ProgramOptions
  private child: ChildProcess | undefined
  private stderr = ''
  private pending: Buffer[] = []
  private pendingBytes = 0

  constructor(program: ProgramOptions) {
    this.program = program
  }

  async start(): Promise<void> {
    const { command, args, env, cwd } = this.program
    const child = spawn(command, args, { env, cwd, detached: true, stdio: 'pipe' })
    this.child = child
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', reject)
    })
    child.on('error', (error) => this.onerror?.(error))
    child.stdin.on('error', (error) => this.onerror?.(error))
    child.stdout.on('data', (chunk: Buffer) => this.receive(chunk))
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr = (this.stderr + text).slice(-MAX_STDERR)
    })
    child.once('close', (code, signal) => {
      // Whatever it has started goes with it.
      this.signal('SIGKILL')
      const how = signal ? `by ${signal}` : `with code ${code}`
      this.onerror?.(new Error(this.explain(`The process ended ${how}`)))
      this.onclose?.()
    })
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const stdin = this.child?.stdin
    if (!stdin?.writable) throw new Error(this.explain('The process has ended'))
    if (!stdin.write(`${JSON.stringify(message)}\n`)) {
      await new Promise<void>((resolve) => {
        stdin.once('drain', resolve)
        stdin.once('close', resolve)
      })
    }
  }

  async close(): Promise<void> {
    const { child } = this
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
    // A well-made server ends when nobody speaks to it any more (MCP, stdio, shutdown).
    child.stdin?.end()
    this.signal('SIGTERM')
    const timer = setTimeout(() => this.signal('SIGKILL'), GRACE_MS)
    await ended
    clearTimeout(timer)
  }

  /** What went wrong, with the last words of the process: they often say why. */
  explain(what: string): string {
    const words = this.stderr.trim().split('\n').slice(-5).join('\n')
    return words === '' ? what : `${what}: ${words}`
  }

  /** Resident memory of the process and everything that it has started, in bytes; null where nobody knows. */
  async memory(): Promise<number | null> {
    const pid = this.child?.pid
    if (pid === undefined || process.platform !== 'linux') return null
    const names = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
    const all = await Promise.all(names.map(readProcess))
    const children = Map.groupBy(all, ({ parent }) => parent)
    const sum = (one: number): number =>
      (children.get(one) ?? []).reduce((bytes, child) => bytes + child.bytes + sum(child.pid), 0)
    return (all.find((one) => one.pid === pid)?.bytes ?? 0) + sum(pid)
  }

  private signal(signal: NodeJS.Signals): void {
    const pid = this.child?.pid
    if (pid === undefined) return
    try {
      process.kill(-pid, signal)
    } catch {
      // The whole group has ended already.
    }
  }

  private receive(chunk: Buffer): void {
    let rest = chunk
    for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10)) {
      const line = Buffer.concat([...this.pending, rest.subarray(0, end)])
        .toString()
        .trim()
      this.pending = []
      this.pendingBytes = 0
      rest = rest.subarray(end + 1)
      if (line !== '') this.read(line)
    }
    if (rest.length === 0) return
    this.pending.push(rest)
    this.pendingBytes += rest.length
    if (this.pendingBytes <= MAX_LINE) return
    this.pending = []
    this.onerror?.(new Error(`A line is longer than ${MAX_LINE / 1024 / 1024} MiB`))
    this.signal('SIGKILL')
  }

  private read(line: string): void {
    let message: JSONRPCMessage
    try {
      // What is JSON and no message of MCP, the client says.
      message = JSON.parse(line) as JSONRPCMessage
    } catch {
      // A server that prints beside the protocol is told apart from one that speaks it wrongly.
      this.stderr = (this.stderr + line.slice(0, 500) + '\n').slice(-MAX_STDERR)
      return
    }
    this.onmessage?.(message)
  }
}

async function readProcess(name: string): Promise<{ pid: number; parent: number; bytes: number }> {
  const [stat, statm] = await Promise.all([
    readFile(`/proc/${name}/stat`, 'utf8').catch(() => ''),
    readFile(`/proc/${name}/statm`, 'utf8').catch(() => ''),
  ])
  // Behind the program's name, which may hold anything, come state and parent (proc(5)).
  const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return { pid: Number(name), parent: Number(parent ?? 0), bytes: Number(statm.split(' ')[1] ?? 0) * PAGE_BYTES }
}
