import { addAbortListener, once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import type { Runner } from './runner.ts'

/** The one thread or process in which an engine runs; where it dies, another one takes its place. */
export interface Speaker<Utterance extends object> extends AsyncDisposable {
  /**
   * Says one utterance, after those that were asked for before it.
   *
   * @returns Mono PCM16 at `SAMPLE_RATE`.
   * @throws The signal's reason, at once, where it aborts; an utterance that waited is then never begun.
   * @throws Error where the runner dies meanwhile or was closed.
   */
  say(utterance: Utterance, signal: AbortSignal): Promise<Int16Array>
}

export interface SpeakerOptions {
  /** The engine's name, for errors. */
  name: string
  /** Starts what posts one message when it can speak, and then one `Int16Array` for each utterance. */
  start: () => Runner
  /**
   * For how long the rest of an utterance that nobody wants may hold up the next, in ms; then its runner is ended.
   * Default: as long as it takes.
   */
  giveUpMs?: number
}

interface LiveRunner {
  runner: Runner
  /** Aborts when the runner is gone, with the reason. */
  ended: AbortSignal
}

/**
 * Starts the runner and waits until it can speak.
 *
 * @throws Error where the engine does not load, for example because its package is not installed.
 */
export async function openSpeaker<Utterance extends object>(options: SpeakerOptions): Promise<Speaker<Utterance>> {
  const { name, giveUpMs } = options
  let live = await start(options)
  let before: Promise<unknown> = Promise.resolve()
  let closed = false

  async function sayNow(utterance: Utterance, signal: AbortSignal): Promise<Int16Array> {
    signal.throwIfAborted()
    if (live.ended.aborted && !closed) live = await start(options)
    if (closed) throw new Error(`The ${name} voice was closed`)
    using _ = giveUpMs === undefined ? undefined : addAbortListener(signal, () => giveUp(live, giveUpMs))
    return await ask(live, utterance, name)
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
      await live.runner.end()
      // One that was just being started is known only when the queue is through.
      await before
      await live.runner.end()
    },
  }
}

/** Tells a runner to stop, and ends it where it has not within some time. */
function giveUp({ runner, ended }: LiveRunner, giveUpMs: number): void {
  const answered = new AbortController()
  runner.events.once('message', () => answered.abort())
  runner.post({ stop: true })
  wait(giveUpMs, undefined, { signal: AbortSignal.any([answered.signal, ended]), ref: false }).then(
    () => runner.end(),
    () => undefined,
  )
}

async function start({ name, start: startRunner }: SpeakerOptions): Promise<LiveRunner> {
  const runner = startRunner()
  const ended = new AbortController()
  runner.events.on('error', (error) => ended.abort(error))
  runner.events.on('exit', (code, signal) => ended.abort(new Error(`It ended with ${signal ?? `code ${code}`}`)))
  try {
    await once(runner.events, 'message', { signal: ended.signal })
  } catch {
    throw new Error(`${name} could not be started`, { cause: ended.signal.reason })
  }
  return { runner, ended: ended.signal }
}

async function ask({ runner, ended }: LiveRunner, utterance: object, name: string): Promise<Int16Array> {
  try {
    const answer = once(runner.events, 'message', { signal: ended })
    runner.post(utterance)
    const [samples] = await answer
    // `SpeakerOptions.start` asks for this.
    return samples as Int16Array
  } catch {
    throw new Error(`${name} died while it was speaking`, { cause: ended.reason })
  }
}
