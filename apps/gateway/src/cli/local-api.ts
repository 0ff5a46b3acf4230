import { StartError } from '../start-error.ts'
import { Client } from 'undici'
import type { LocalSocket } from '../gateway.ts'

/** REST through the local socket, as the owner of the data folder. */
export interface LocalApi extends AsyncDisposable {
  /** @throws {StartError} With the gateway's own sentence, where it refuses. */
  request(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown>
}

export function openLocalApi({ socket, token }: LocalSocket): LocalApi {
  const client = new Client('http://localhost', { socketPath: socket })
  return {
    async request(method, path, body) {
      const answer = await client.request({
        method,
        path,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const content: unknown = await answer.body.json()
      if (answer.statusCode < 400) return content
      throw new StartError(sentenceOf(content) ?? `The gateway answered ${answer.statusCode}`)
    },
    [Symbol.asyncDispose]: () => client.close(),
  }
}

function sentenceOf(content: unknown): string | undefined {
  return typeof content === 'object' && content !== null && 'error' in content ? String(content.error) : undefined
}
