import type { JSONRPCMessage, StreamableHTTPClientTransport, Transport } from '@modelcontextprotocol/client'

/** The JSON-RPC code of an error that we make ourselves: the stream of a request has ended without its answer. */
export const STREAM_ENDED = -32_099

/**
 * The official transport, but that a request whose stream ends for good, and without an answer, fails on the spot: by
 * itself it would be waited for until its time is over. What the server lets a client resume has been resumed before.
 */
export function watchTransport(inner: StreamableHTTPClientTransport): Transport {
  const unanswered = new Set<string | number>()
  const outer: Transport = {
    hasPerRequestStream: true,
    start: () => inner.start(),
    close: () => inner.close(),
    setProtocolVersion: (version) => inner.setProtocolVersion(version),
    get sessionId() {
      return inner.sessionId
    },
    async send(message, options) {
      const id = 'method' in message && 'id' in message ? message.id : undefined
      // The interface and the class disagree about optional members that are undefined.
      const given = { ...options } as Parameters<typeof inner.send>[1]
      if (id === undefined) return inner.send(message, given)
      unanswered.add(id)
      const onRequestStreamEnd = () => {
        options?.onRequestStreamEnd?.()
        if (!unanswered.delete(id)) return
        const error = { code: STREAM_ENDED, message: 'The connection broke before the answer came' }
        outer.onmessage?.({ jsonrpc: '2.0', id, error })
      }
      try {
        await inner.send(message, { ...given, onRequestStreamEnd })
      } catch (error) {
        unanswered.delete(id)
        throw error
      }
    },
  }
  inner.onmessage = (message: JSONRPCMessage) => {
    if (!('method' in message) && message.id !== undefined) unanswered.delete(message.id)
    outer.onmessage?.(message)
  }
  inner.onclose = () => outer.onclose?.()
  inner.onerror = (error) => outer.onerror?.(error)
  return outer
}
