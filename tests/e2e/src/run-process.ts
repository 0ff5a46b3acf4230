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

/** Runs a program to its end and keeps what it printed, whatever its exit code. */
export async function runProcess(command: string, args: string[], options: RunOptions = {}): Promise<Ended> {
  const { env = baseEnvironment(), cwd, timeoutMs = 60_000 } = options
  const child = spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs })
  const ended = new Promise<Pick<Ended, 'code' | 'signal'>>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  const [{ code, signal }, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  return { code, signal, stdout, stderr }
}

/** What any program needs, and nothing that would change how the gateway behaves. */
export function baseEnvironment(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'SystemRoot']
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
}
