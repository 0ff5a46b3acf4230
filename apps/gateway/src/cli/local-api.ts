import { StartError } from '../start-error.ts'
import { Client } from 'undici'
import type { LocalSocket } from '../gateway.ts'

/** The gateway was there and ended, or was killed, before it answered. */
export class GatewayGone extends StartError {
  constructor(cause: unknown) {
    super('The gateway ended before it answered. Look whether this was done, and give the command again if not.', {
      cause,
    })
  }
}

/** REST through the local socket, as the owner of the data folder. */
export interface LocalApi extends AsyncDisposable {
  /** @throws {StartError} With the gateway's own sentence, where it refuses; `GatewayGone` where it ends meanwhile. */
  request(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown>
}

export function openLocalApi({ socket, token }: LocalSocket): LocalApi {
  const client = new Client('http://localhost', { socketPath: socket })
  async function send(method: 'GET' | 'POST' | 'DELETE', path: string, body: unknown) {
    const { statusCode: status, body: answer } = await client.request({
      method,
      path,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status, text: await answer.text() }
  }
  return {
    async request(method, path, body) {
      const { status, text } = await send(method, path, body).catch((error: unknown) => {
        throw new GatewayGone(error)
      })
      const content: unknown = JSON.parse(text)
      if (status < 400) return content
      throw new StartError(sentenceOf(content) ?? `The gateway answered ${status}`)
    },
    [Symbol.asyncDispose]: () => client.close(),
  }
}

function sentenceOf(content: unknown): string | undefined {
  return typeof content === 'object' && content !== null && 'error' in content ? String(content.error) : undefined
}
