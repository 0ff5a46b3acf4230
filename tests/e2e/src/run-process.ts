import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

export interface RunOptions {
  /** The whole environment; nothing is inherited. */
  env?: Record<string, string>
  cwd?: string
  /** Ends a process that hangs. */
  timeoutMs?: number
}

/** A program that runs, with what it prints. */
export interface Running {
  pid: number
  ended: Promise<Ended>
  /** SIGKILL, and waits for the end. */
  kill(): Promise<Ended>
}

/** Starts a program. */
export function startProcess(command: string, args: string[], options: RunOptions = {}): Running {
  const { env = baseEnvironment(), cwd, timeoutMs = 60_000 } = options
  const child = spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs })
  const closed = new Promise<Pick<Ended, 'code' | 'signal'>>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  const ended = Promise.all([closed, text(child.stdout), text(child.stderr)]).then(([by, stdout, stderr]) => ({
    ...by,
    stdout,
    stderr,
  }))
  return {
    // A program that could not be started has none, and says so where its end is awaited.
    pid: child.pid ?? 0,
    ended,
    kill() {
      child.kill('SIGKILL')
      return ended
    },
  }
}

/** Runs a program to its end and keeps what it printed, whatever its exit code. */
export function runProcess(command: string, args: string[], options: RunOptions = {}): Promise<Ended> {
  return startProcess(command, args, options).ended
}

/** What any program needs, and nothing that would change how the gateway behaves. */
export function baseEnvironment(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'SystemRoot']
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
}
