/** One event of a `text/event-stream`. */
interface StreamEvent {
  event: string
  data: string
}

/** A stream of Server-Sent Events that is being read. */
export interface EventStream extends AsyncDisposable {
  response: Response
  /** Resolves with the first event, past or coming, that fits; rejects when the stream ends without one. */
  find(fits: (event: StreamEvent) => boolean): Promise<StreamEvent>
  /** Resolves with every event once the server has ended the stream. */
  ended: Promise<StreamEvent[]>
}

/** Opens a stream of Server-Sent Events. Disposing it is the client's going away. */
export async function openEventStream(url: string, headers: Record<string, string>): Promise<EventStream> {
  const leaving = new AbortController()
  const response = await fetch(url, {
    headers: { accept: 'text/event-stream', ...headers },
    signal: leaving.signal,
  })
  const events: StreamEvent[] = []
  let wake = Promise.withResolvers<void>()
  let over = false

  const read = async () => {
    const decoder = new TextDecoder()
    let rest = ''
    for await (const chunk of response.body ?? []) {
      rest += decoder.decode(chunk, { stream: true })
      const blocks = rest.split(/\r?\n\r?\n/)
      rest = blocks.pop() ?? ''
      events.push(...blocks.flatMap(parseBlock))
      wake.resolve()
      wake = Promise.withResolvers()
    }
    return events
  }
  const ended = read().finally(() => {
    over = true
    wake.resolve()
  })
  // Whoever does not wait for the end need not hear that the client itself left.
  ended.catch(() => {})

  return {
    response,
    ended,
    async find(fits) {
      for (;;) {
        const found = events.find(fits)
        if (found) return found
        if (over) throw new Error(`The stream ended after ${JSON.stringify(events)}`)
        await wake.promise
      }
    },
    async [Symbol.asyncDispose]() {
      leaving.abort()
      await ended.catch(() => {})
    },
  }
}

/** A block of lines is one event, or a comment, which is none. */
function parseBlock(block: string): StreamEvent[] {
  const fields = block.split(/\r?\n/).map((line) => /^(event|data): ?(.*)$/.exec(line))
  const data = fields.flatMap((field) => (field?.[1] === 'data' ? [field[2] ?? ''] : []))
  if (data.length === 0) return []
  const event = fields.find((field) => field?.[1] === 'event')?.[2] ?? 'message'
  return [{ event, data: data.join('\n') }]
}
