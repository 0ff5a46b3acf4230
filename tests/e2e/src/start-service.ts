import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { repository } from './repository.ts'
import { gatewayEnvironment } from './start-gateway.ts'

export interface Service extends AsyncDisposable {
  url: string
  isRunning(): boolean
}

/** Runs `patchbay mcp-server SERVICE --transport TRANSPORT --port 0` on a data directory, which a gateway may have or not. */
export async function startService(
  dataDir: string,
  env: Record<string, string> = {},
  name = 'club',
  transport: 'http' | 'sse' = 'http',
): Promise<Service> {
  const args = [repository.commandLine, 'mcp-server', name, '--transport', transport, '--port', '0']
  const child = spawn(repository.node, args, {
    env: gatewayEnvironment(dataDir, env),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  let printed = ''
  for await (const chunk of child.stdout) {
    printed += String(chunk)
    if (printed.includes('\n')) break
  }
  const url = /ready at (http:\S+)/.exec(printed)?.[1]?.replace('localhost', '127.0.0.1')
  if (url === undefined) throw new Error(`The service did not start: ${printed}`)
  return {
    url,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await exited
    },
  }
}
