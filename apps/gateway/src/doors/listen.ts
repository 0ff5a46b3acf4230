import type { Server } from 'node:http'
import type { Config } from '../config.ts'
import { StartError } from '../start-error.ts'

/** How long answers that are being written may take to reach their readers, in ms. */
const FLUSH_MS = 2_000

/** Lets responses that are being written reach their readers, for a while. */
export async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  const closeIdle = setInterval(() => server.closeIdleConnections(), 20)
  const hurry = setTimeout(() => server.closeAllConnections(), FLUSH_MS)
  await closed
  clearInterval(closeIdle)
  clearTimeout(hurry)
}

/** @throws {StartError} Where it cannot listen there. */
export async function listenOn(server: Server, { host, port }: Config): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  }).catch((error: NodeJS.ErrnoException) => {
    throw new StartError(
      listenProblems[error.code ?? '']?.(host, port) ?? `Cannot listen on ${host}:${port}: ${error.message}`,
      {
        cause: error,
      },
    )
  })
}

const listenProblems: Record<string, (host: string, port: number) => string> = {
  EADDRINUSE: (_, port) => `Port ${port} is taken by another program. Stop that one, or set PORT to another port.`,
  EACCES: (_, port) => `Port ${port} needs more rights than this user has. Set PORT to a port above 1023.`,
  EADDRNOTAVAIL: (host) =>
    `HOST ${host} is not an address of this machine. Set HOST to one that is, such as 127.0.0.1.`,
  ENOTFOUND: (host) => `HOST ${host} is not known. Set HOST to an address of this machine, such as 127.0.0.1.`,
}
