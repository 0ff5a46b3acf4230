import type { Dispatcher, Pool } from 'undici'

/** The largest answer that is read, in bytes; what is longer is cut off and has failed. */
export const MAX_BYTES = 16 * 1024 * 1024

/** How long a server may keep a stream open behind its answer, in ms. */
const LINGER_MS = 1_000

export function tooLarge(): Error {
  return new Error(`The answer is longer than ${MAX_BYTES / 1024 / 1024} MiB`)
}

type Exchanged = { statusCode: number; text: string } | { result: Record<string, unknown> }

/** What a streamed answer is read by: told of each piece, it says the result once it is there. */
export interface Sink {
  feed(chunk: Buffer): Record<string, unknown> | undefined
}

/** One request and its answer, without the machinery of streams that only few answers need. */
export function exchange(
  pool: Pool,
  request: Dispatcher.DispatchOptions,
  createStreamSink: () => Sink,
  signal: AbortSignal,
): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    let abort: ((reason: Error) => void) | undefined
    const leave = () => {
      abort?.(asError(signal.reason))
      reject(asError(signal.reason))
    }
    if (signal.aborted) return leave()
    signal.addEventListener('abort', leave, { once: true })
    const done = () => {
      signal.removeEventListener('abort', leave)
      clearTimeout(lingering)
    }
    let lingering: NodeJS.Timeout | undefined
    let failure: Error | undefined
    let statusCode = 0
    let sink: Sink | undefined
    let bytes = 0
    const chunks: Buffer[] = []
    pool.dispatch(request, {
      onRequestStart(controller) {
        abort = (reason) => controller.abort(reason)
        if (signal.aborted) controller.abort(asError(signal.reason))
      },
      onResponseStart(_controller, code, headers) {
        statusCode = code
        if (code === 200 && String(headers['content-type'] ?? '').startsWith('text/event-stream'))
          sink = createStreamSink()
      },
      onResponseData(controller, chunk) {
        try {
          bytes += chunk.length
          if (bytes > (sink ? 4 : 1) * MAX_BYTES) throw tooLarge()
          if (!sink) return void chunks.push(chunk)
          const result = sink.feed(chunk)
          if (!result) return
          // Most servers end the stream with their answer, and the connection can be used again.
          sink = { feed: () => undefined }
          lingering = setTimeout(() => controller.abort(new Error('The answer is here')), LINGER_MS).unref()
          resolve({ result })
        } catch (error) {
          failure = asError(error)
          controller.abort(failure)
        }
      },
      onResponseEnd() {
        done()
        if (sink) return reject(new Error('The connection broke before the answer came'))
        const [only] = chunks
        resolve({ statusCode, text: chunks.length === 1 && only ? only.toString() : Buffer.concat(chunks).toString() })
      },
      onResponseError(_controller, error) {
        done()
        reject(failure ?? error)
      },
    })
  })
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason))
}
