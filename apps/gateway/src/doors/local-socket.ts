import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { StartError } from '../start-error.ts'

/** The longest path that every system takes for a local socket, in bytes (macOS: 104 with its end). */
const MAX_SOCKET_PATH = 100

const record = z.object({
  pid: z.int(),
  socket: z.string(),
  token: z.string(),
  /** Whether it is a gateway that was started, or a command that passes by. */
  started: z.boolean(),
})

/** How this machine's command line reaches the gateway that has a data folder. */
export type LocalSocket = z.infer<typeof record>

/**
 * Listens on a local socket for the owner of the data folder, and writes into the folder where it is and the token
 * that proves ownership, readable by the owner alone.
 *
 * @param dataDir - Locked by this process.
 */
export async function listenLocally(
  server: Server,
  dataDir: string,
  { token, started }: Pick<LocalSocket, 'token' | 'started'>,
): Promise<LocalSocket & Disposable> {
  const inside = join(dataDir, 'gateway.sock')
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16)
  const socket = Buffer.byteLength(inside) <= MAX_SOCKET_PATH ? inside : join(tmpdir(), `patchbay-${name}.sock`)
  // Left by a process that was killed; the folder is ours, so nobody listens on it.
  rmSync(socket, { force: true, recursive: true })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(socket, resolve)
  }).catch((error: NodeJS.ErrnoException) => {
    const reason = error.code ?? error.message
    throw new StartError(
      `No local socket can be made at ${socket} (${reason}). Set DATA_DIR to a folder with a shorter path.`,
      {
        cause: error,
      },
    )
  })
  chmodSync(socket, 0o600)
  const local: LocalSocket = { pid: process.pid, socket, token, started }
  rmSync(recordOf(dataDir), { force: true, recursive: true })
  writeFileSync(recordOf(dataDir), JSON.stringify(local), { mode: 0o600 })
  return {
    ...local,
    [Symbol.dispose]() {
      rmSync(recordOf(dataDir), { force: true })
      rmSync(socket, { force: true })
    },
  }
}

/** @returns How to reach the gateway that has the folder, or nothing where it is not ready, or there is none. */
export function readLocalSocket(dataDir: string): LocalSocket | undefined {
  try {
    return record.parse(JSON.parse(readFileSync(recordOf(dataDir), 'utf8')))
  } catch {
    return undefined
  }
}

function recordOf(dataDir: string): string {
  return join(dataDir, 'gateway.json')
}
