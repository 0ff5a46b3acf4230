import type { ServerResponse } from 'node:http'
import { INTERNAL_ERROR, ProtocolError } from '@modelcontextprotocol/server'
import { openEventStream, type EventStream } from '../event-stream.ts'
import type { ToolCallRequest } from '../hub/hub.ts'
import { sendJson } from './read-message.ts'

type Message = Record<string, unknown>

/** The answer to one POST: plain JSON, unless something has to be said before it; then a stream (MCP, Streamable HTTP). */
export interface LateStream {
  /** @returns Whether anybody could still hear it. */
  send(message: Message): boolean
  end(answer: Message, status?: number): void
  /** Ends without an answer. */
  drop(): void
}

export function createLateStream(res: ServerResponse): LateStream {
  let events: EventStream | undefined
  const isOver = () => res.writableEnded || res.destroyed
  return {
    send(message) {
      if (isOver()) return false
      events ??= openEventStream(res)
      events.send('message', JSON.stringify(message))
      return true
    },
    end(answer, status = 200) {
      if (isOver()) return
      if (!events) return sendJson(res, status, answer)
      events.send('message', JSON.stringify(answer))
      events.end()
    },
    drop() {
      if (isOver()) return
      if (events) events.end()
      else res.writeHead(202).end()
    },
  }
}

/** What tells a client how far its call is, where the client has given a token to know it by. */
export function progressTo(stream: LateStream, progressToken: unknown): ToolCallRequest['onProgress'] {
  if (progressToken === undefined) return undefined
  return (progress) =>
    void stream.send({ jsonrpc: '2.0', method: 'notifications/progress', params: { ...progress, progressToken } })
}

/** An error as JSON-RPC says it: what is ours stays inside. */
export function errorOf(error: unknown, onError: (error: unknown) => void): Message {
  if (error instanceof ProtocolError) {
    const { code, message, data } = error
    return { code, message, ...(data !== undefined && { data }) }
  }
  onError(error)
  return { code: INTERNAL_ERROR, message: 'Something went wrong here. Try again.' }
}
