import { readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import * as z from 'zod'

const record = z.object({ socket: z.string(), token: z.string() })

/**
 * Asks whoever has a data directory, a gateway or a command that passes by, by its local socket.
 *
 * @returns Its answer; nothing where nobody listens there.
 */
export async function askLocally(dataDir: string, path: string): Promise<unknown> {
  const written = await readFile(join(dataDir, 'gateway.json'), 'utf8').catch(() => undefined)
  if (written === undefined || written === '') return undefined
  const { socket, token } = record.parse(JSON.parse(written))
  return new Promise((resolve) => {
    const headers = { authorization: `Bearer ${token}` }
    const asked = request({ socketPath: socket, path, headers }, (answer) => {
      json(answer).then(resolve, () => resolve(undefined))
    })
    asked.once('error', () => resolve(undefined))
    asked.end()
  })
}
