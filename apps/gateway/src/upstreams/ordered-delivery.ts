import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client'

/**
 * On a channel that carries everything in one stream the SDK handles notifications a few microtasks after
 * responses, so progress that directly precedes its result would arrive too late and be dropped. This lets each
 * notification be handled before the next message is delivered. Call it before the transport is connected.
 */
export function deliverInOrder<T extends Transport>(transport: T): T {
  let deliver: Transport['onmessage']
  const queue: Parameters<NonNullable<Transport['onmessage']>>[] = []
  let pumping = false

  async function pump() {
    pumping = true
    for (let next = queue.shift(); next; next = queue.shift()) {
      deliver?.(...next)
      if (isNotification(next[0])) for (let turn = 0; turn < 4; turn += 1) await Promise.resolve()
    }
    pumping = false
  }

  Object.defineProperty(transport, 'onmessage', {
    get: () => deliver && receive,
    set(listener: Transport['onmessage']) {
      deliver = listener
    },
  })
  const receive: NonNullable<Transport['onmessage']> = (...message) => {
    queue.push(message)
    if (!pumping) void pump()
  }
  return transport
}

function isNotification(message: JSONRPCMessage): boolean {
  return 'method' in message && !('id' in message)
}
