import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { repository } from './repository.ts'

export interface Worker extends AsyncDisposable {
  /** SIGKILL to every process of it, and waits for the end. */
  kill(): Promise<void>
  output(): string
}

/** Runs `patchbay worker` until it says that it is ready. */
export async function startWorker(env: Record<string, string>): Promise<Worker> {
  const child = spawn(repository.node, [repository.commandLine, 'worker'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let output = ''
  const exited = once(child, 'exit')
  const ready = Promise.withResolvers<void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text
      if (output.includes('The worker is ready')) ready.resolve()
    })
  }
  void exited.then(() => ready.reject(new Error(`The worker ended:\n${output}`)))
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
      process.kill(-child.pid, signal)
    }
    await exited
  }
  await ready.promise
  return { kill: () => end('SIGKILL'), output: () => output, [Symbol.asyncDispose]: () => end('SIGTERM') }
}
