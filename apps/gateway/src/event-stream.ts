import type { ServerResponse } from 'node:http'

/** Comments that keep a quiet stream from being taken for a dead one, in ms. */
const HEARTBEAT_MS = 15_000

/** What may wait for a reader that is slower than we write, in bytes; behind that the stream is cut. */
const MAX_BUFFERED = 8 * 1024 * 1024

/** A stream of Server-Sent Events (WHATWG HTML, §9.2). */
export interface EventStream {
  /** @param data - One line. */
  send(event: string, data: string): void
  end(): void
}

/** Begins the stream; it takes care of silence and of slow readers. */
export function openEventStream(res: ServerResponse): EventStream {
  res.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  })
  res.flushHeaders()
  const heartbeat = setInterval(() => res.write(': still here\n\n'), HEARTBEAT_MS).unref()
  res.once('close', () => clearInterval(heartbeat))
  return {
    send(event, data) {
      if (res.writableEnded || res.destroyed) return
      res.write(`event: ${event}\ndata: ${data}\n\n`)
      if (res.writableLength > MAX_BUFFERED) res.destroy()
    },
    end() {
      clearInterval(heartbeat)
      res.end()
    },
  }
}
