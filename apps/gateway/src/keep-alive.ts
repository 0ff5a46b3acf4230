import type { WebSocket } from 'ws'

/** A peer that does not answer one ping by the next is gone, in ms. */
const PING_MS = 30_000

/** Ends a WebSocket whose peer is gone without a word; stops by itself when the socket closes. */
export function keepAlive(ws: WebSocket): void {
  let answering = true
  const heartbeat = setInterval(() => {
    if (!answering) return ws.terminate()
    answering = false
    ws.ping()
  }, PING_MS).unref()
  ws.on('pong', () => (answering = true))
  ws.once('close', () => clearInterval(heartbeat))
}
