import { fork, type ChildProcess } from 'node:child_process'
import { addAbortListener, once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { PatchbayError } from '@patchbay/contract'
import type { Ears } from '../voice.ts'
import type { EarsModel } from './find-ears-model.ts'
import { languageCode } from './language-code.ts'
import type { Utterance } from './utterance.ts'

/** Utterances that may wait; behind that people would wait for minutes. */
const MOST_WAITING = 32

interface Listener {
  child: ChildProcess
  /** Aborts when the process is gone, with the reason. */
  ended: AbortSignal
}

/**
 * Opens a model of this machine. It listens in a process of its own, one utterance after the other: its library ends the
 * process that it is in where a file is damaged, which no thread holds up. Where that happens later, the utterance
 * fails and the next one gets a new process. An utterance that is not wanted any more is not waited for, and not begun.
 *
 * @throws Error in words, where the model cannot be loaded or `sherpa-onnx-node` (an optional dependency) is missing.
 */
export async function openSherpaEars(model: EarsModel): Promise<Ears> {
  let live = await start(model)
  let before: Promise<unknown> = Promise.resolve()
  let waiting = 0
  let closed = false

  async function hearNow(utterance: Utterance, signal: AbortSignal): Promise<string> {
    signal.throwIfAborted()
    if (live.ended.aborted && !closed) live = await start(model)
    if (closed) throw new Error('The ears were closed')
    return ask(live, utterance)
  }

  return {
    name: model.name,
    async transcribe(audio, { language, signal }) {
      if (waiting >= MOST_WAITING) {
        throw new PatchbayError('RATE_LIMITED', 'More people speak than this machine can listen to; set STT_BASE_URL')
      }
      waiting += 1
      const heard = before
        .then(() => hearNow({ audio, language: languageCode(language) }, signal))
        .finally(() => (waiting -= 1))
      before = heard.catch(() => undefined)
      const aborted = Promise.withResolvers<never>()
      using _ = addAbortListener(signal, () => aborted.reject(signal.reason))
      return await Promise.race([heard, aborted.promise])
    },
    async [Symbol.asyncDispose]() {
      closed = true
      await stop(live)
      // A process that was just being started is known only when the queue is through.
      await before
      await stop(live)
    },
  }
}

async function start(model: EarsModel): Promise<Listener> {
  const child = fork(fileURLToPath(new URL('sherpa-process.ts', import.meta.url)), [JSON.stringify(model)], {
    serialization: 'advanced',
    // Standard output may carry a protocol. It needs none of our settings, which hold secrets.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { PATH: process.env['PATH'] },
    execArgv: [],
  })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4_000)))
  const ended = new AbortController()
  child.on('error', (error) => ended.abort(error))
  child.once('close', (code, signal) => ended.abort(new Error(lastWords(said) || `It ended with ${signal ?? code}`)))
  try {
    await once(child, 'message', { signal: ended.signal })
  } catch {
    const { message } = ended.signal.reason
    throw new Error(`The model ${model.name} cannot be loaded (${model.encoder}): ${message}. Get it again.`)
  }
  return { child, ended: ended.signal }
}

async function ask({ child, ended }: Listener, utterance: Utterance): Promise<string> {
  try {
    const answer = once(child, 'message', { signal: ended })
    child.send(utterance)
    const [words] = await answer
    // `sherpa-process.ts` answers with nothing else.
    return words as string
  } catch {
    throw new Error('The ears died while they were listening', { cause: ended.reason })
  }
}

async function stop({ child, ended }: Listener): Promise<void> {
  if (ended.aborted) return
  const gone = once(child, 'close')
  child.kill('SIGKILL')
  await gone
}

/** The reason that the library, or Node, gave last, without the place in its source. */
function lastWords(said: string): string {
  const lines = said.split('\n').map((line) => line.trim())
  const reason =
    lines.findLast((line) => /^what\(\):|\.cc:|^\w*Error\b/.test(line)) ?? lines.findLast((line) => line !== '')
  return (reason ?? '').replace(/^what\(\):\s*|^\S+\.cc:\S+\s*/, '').replace(/\.$/, '')
}
