import { addAbortListener, once } from 'node:events'
import type { Worker } from 'node:worker_threads'
import type { Utterance } from './utterance.ts'

/** The one thread in which espeak runs; where it dies, another one takes its place. */
export interface EspeakThread extends AsyncDisposable {
  /**
   * Says one utterance, after those that were asked for before it.
   *
   * @returns Mono PCM16 at `SAMPLE_RATE`.
   * @throws The signal's reason, at once, where it aborts; an utterance that waited is then never begun.
   * @throws Error where the thread dies meanwhile or was closed.
   */
  say(utterance: Utterance, signal: AbortSignal): Promise<Int16Array>
}

interface LiveWorker {
  worker: Worker
  /** Aborts when the worker is gone, with the reason. */
  ended: AbortSignal
}

/**
 * Starts the thread and waits until it can speak.
 *
 * @throws Error where espeak does not load, for example because its package is not installed.
 */
export async function openEspeakThread(startWorker: () => Worker): Promise<EspeakThread> {
  let live = await start(startWorker)
  let before: Promise<unknown> = Promise.resolve()
  let closed = false

  async function sayNow(utterance: Utterance, signal: AbortSignal): Promise<Int16Array> {
    signal.throwIfAborted()
    if (live.ended.aborted && !closed) live = await start(startWorker)
    if (closed) throw new Error('The espeak voice was closed')
    return ask(live, utterance)
  }

  return {
    async say(utterance, signal) {
      const said = before.then(() => sayNow(utterance, signal))
      before = said.catch(() => undefined)
      const aborted = Promise.withResolvers<never>()
      using _ = addAbortListener(signal, () => aborted.reject(signal.reason))
      return await Promise.race([said, aborted.promise])
    },
    async [Symbol.asyncDispose]() {
      closed = true
      await live.worker.terminate()
      // A thread that was just being started is known only when the queue is through.
      await before
      await live.worker.terminate()
    },
  }
}

async function start(startWorker: () => Worker): Promise<LiveWorker> {
  const worker = startWorker()
  const ended = new AbortController()
  worker.on('error', (error) => ended.abort(error))
  worker.on('exit', (code) => ended.abort(new Error(`The thread ended with code ${code}`)))
  try {
    await once(worker, 'message', { signal: ended.signal })
  } catch {
    throw new Error('espeak could not be started', { cause: ended.signal.reason })
  }
  return { worker, ended: ended.signal }
}

async function ask({ worker, ended }: LiveWorker, utterance: Utterance): Promise<Int16Array> {
  try {
    const answer = once(worker, 'message', { signal: ended })
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
    worker.postMessage(utterance)
    const [samples] = await answer
    // `espeak-worker.ts` answers with nothing else.
    return samples as Int16Array
  } catch {
    throw new Error('espeak died while it was speaking', { cause: ended.reason })
  }
}
