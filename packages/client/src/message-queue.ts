/** How many messages nobody has read are kept; the oldest go first. */
const MAX_UNREAD = 1_000

/** Messages in the order of their coming: kept until somebody reads them, each read once. */
export class MessageQueue<T> {
  private readonly unread: T[] = []
  private readonly readers: ((result: IteratorResult<T, undefined>) => void)[] = []
  private ended = false

  push(message: T): void {
    if (this.ended) return
    const reader = this.readers.shift()
    if (reader) return reader({ value: message, done: false })
    this.unread.push(message)
    if (this.unread.length > MAX_UNREAD) this.unread.shift()
  }

  /** What is unread can still be read; after it, readers end. */
  end(): void {
    this.ended = true
    for (const reader of this.readers.splice(0)) reader({ value: undefined, done: true })
  }

  /** @param signal - Ends this reader, without an error. */
  async *read(signal?: AbortSignal): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const next = await this.next(signal)
      if (next.done) return
      yield next.value
    }
  }

  private next(signal: AbortSignal | undefined): Promise<IteratorResult<T, undefined>> {
    if (signal?.aborted) return Promise.resolve({ value: undefined, done: true })
    const message = this.unread.shift()
    if (message !== undefined) return Promise.resolve({ value: message, done: false })
    if (this.ended) return Promise.resolve({ value: undefined, done: true })
    return new Promise((resolve) => {
      const reader = (result: IteratorResult<T, undefined>) => {
        signal?.removeEventListener('abort', leave)
        resolve(result)
      }
      const leave = () => {
        this.readers.splice(this.readers.indexOf(reader), 1)
        resolve({ value: undefined, done: true })
      }
      signal?.addEventListener('abort', leave, { once: true })
      this.readers.push(reader)
    })
  }
}
