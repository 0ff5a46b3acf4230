import type { ChildProcess } from 'node:child_process'
import { once, type EventEmitter } from 'node:events'
import type { Worker } from 'node:worker_threads'

/** What runs beside the main thread: a thread, or a process where native code may take its process down with it. */
export interface Runner {
  /** Emits `message`, `error` and `exit`. */
  events: EventEmitter
  post(message: object): void
  /** Ends it, also in the middle of its work. */
  end(): Promise<unknown>
}

export function runWorker(worker: Worker): Runner {
  return {
    events: worker,
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
    post: (message) => worker.postMessage(message),
    end: () => worker.terminate(),
  }
}

/** @param child - Was forked with `serialization: 'advanced'`. */
export function runProcess(child: ChildProcess): Runner {
  const isOver = () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined
  return {
    events: child,
    post(message) {
      // Where it is gone, its end says so.
      child.send(message, () => undefined)
    },
    async end() {
      if (isOver()) return
      const exit = once(child, 'exit')
      // Native code hears no other signal while it works.
      child.kill('SIGKILL')
      await exit
    },
  }
}
