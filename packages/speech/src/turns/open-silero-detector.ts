import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { VoiceLog } from '../open-voice.ts'
import { SAMPLE_RATE } from '../voice.ts'
import { createEnergyTurns } from './energy-turns.ts'
import type { SileroHeard, SileroRequest } from './silero-message.ts'
import type { FollowedTurns, OnHeard, TurnDetector, TurnEvent, TurnOptions } from './turn-detector.ts'

export interface SileroOptions {
  log?: VoiceLog | undefined
  /** Starts the thread that the model runs in. Default: `silero-worker.ts`. */
  startWorker?: () => Worker
}

/**
 * Opens Silero's voice activity model in a thread of its own: making a detector takes some 60 ms, and a hundred of them
 * listening a third of a core. Where the thread dies, its streams and all later ones go on by energy.
 *
 * @throws Error where sherpa does not load (`sherpa-onnx-node` is an optional dependency), or the model's file is damaged.
 */
export async function openSileroDetector({
  log,
  startWorker = startSileroWorker,
}: SileroOptions = {}): Promise<TurnDetector> {
  const worker = startWorker()
  const ended = new AbortController()
  worker.on('error', (error) => ended.abort(error))
  worker.on('exit', (code) => ended.abort(new Error(`The thread ended with code ${code}`)))
  try {
    await once(worker, 'message', { signal: ended.signal })
  } catch {
    throw new Error('The voice activity model could not be loaded', { cause: ended.signal.reason })
  }
  // It must not keep a process alive that has nothing else to do.
  worker.unref()

  const streams = new Map<number, SileroStream>()
  let count = 0
  let closed = false
  worker.on('message', ({ stream, events }: SileroHeard) => streams.get(stream)?.heard(events))
  ended.signal.addEventListener('abort', () => {
    if (closed) return
    log?.warn({ err: ended.signal.reason }, 'Voice activity is told by energy from now on: its thread has ended')
    for (const stream of streams.values()) stream.fallBack()
  })
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
  const tell = (request: SileroRequest) => worker.postMessage(request)

  return {
    name: 'silero',
    follow(options, onHeard) {
      const id = (count += 1)
      const stream = new SileroStream(options, onHeard, {
        feed: (samples) => tell({ type: 'feed', stream: id, samples }),
        close() {
          streams.delete(id)
          tell({ type: 'close', stream: id })
        },
      })
      streams.set(id, stream)
      if (ended.signal.aborted) stream.fallBack()
      else tell({ type: 'open', stream: id, options })
      return stream
    },
    async [Symbol.asyncDispose]() {
      closed = true
      if (ended.signal.aborted) return
      // Not terminated: stopped inside the model's library, it takes the whole process with it.
      const exited = new Promise((resolve) => worker.once('exit', resolve))
      worker.ref()
      tell({ type: 'end' })
      await exited
    },
  }
}

function startSileroWorker(): Worker {
  return new Worker(new URL('silero-worker.ts', import.meta.url), { name: 'silero' })
}

interface Line {
  feed: (samples: Int16Array) => void
  close: () => void
}

/** One stream on its way through the thread; what is not answered yet is kept, and heard by energy where it has to be. */
class SileroStream implements FollowedTurns {
  private readonly unheard: Int16Array[] = []
  private heardMs = 0
  private inTurn = false
  private spare: ReturnType<typeof createEnergyTurns> | undefined
  private spareFromMs = 0
  private readonly options: TurnOptions
  private readonly onHeard: OnHeard
  private readonly line: Line

  constructor(options: TurnOptions, onHeard: OnHeard, line: Line) {
    this.options = options
    this.onHeard = onHeard
    this.line = line
  }

  feed(samples: Int16Array): void {
    this.unheard.push(samples)
    if (this.spare) this.hearByEnergy()
    else this.line.feed(samples)
  }

  heard(events: readonly TurnEvent[]): void {
    this.heardMs += ((this.unheard.shift()?.length ?? 0) / SAMPLE_RATE) * 1000
    for (const { type } of events) this.inTurn = type !== 'speech_stopped'
    this.onHeard(events, this.heardMs)
  }

  fallBack(): void {
    this.spare = createEnergyTurns(this.options)
    this.spareFromMs = this.heardMs
    if (this.inTurn) this.onHeard([{ type: 'speech_stopped', atMs: this.heardMs }], this.heardMs)
    this.hearByEnergy()
  }

  private hearByEnergy(): void {
    for (const samples of [...this.unheard]) {
      const events = this.spare?.feed(samples) ?? []
      this.heard(events.map(({ type, atMs }) => ({ type, atMs: atMs + this.spareFromMs })))
    }
  }

  [Symbol.dispose](): void {
    this.line.close()
  }
}
