import { setTimeout as wait } from 'node:timers/promises'
import { bookNarrations, narration, type Narration } from '@patchbay/contract'
import { StartError } from '../start-error.ts'
import type { LocalApi } from './local-api.ts'

interface Options {
  voiceId: string | undefined
  /** Whether workers of Temporal do it. */
  temporal: boolean
}

/** How often progress is asked for, in ms. */
const LOOK_MS = 500
/** Looks after which somebody who waits for a worker is told so. */
const PATIENCE = 20

/**
 * Has a book narrated and shows how far that is until it is over.
 *
 * @throws {StartError} Where it is refused, fails or is cancelled, with the reason.
 */
export async function narrateBook(api: LocalApi, jobId: string, { voiceId, temporal }: Options): Promise<void> {
  const path = `/api/library/books/${encodeURIComponent(jobId)}/narration`
  let state = narration.parse(await api.request('POST', path, voiceId === undefined ? {} : { voice_id: voiceId }))
  print(
    `Narrating “${state.title}” by ${state.voice_id}. It goes on when this command ends and a gateway or worker runs.`,
  )
  const show = createProgressLine()
  for (let looks = 1; state.state === 'queued' || state.state === 'running'; looks++) {
    show(state)
    if (temporal && state.state === 'queued' && looks === PATIENCE) {
      print('No worker has taken it yet. Start one: patchbay worker')
    }
    await wait(LOOK_MS)
    const { narrations } = bookNarrations.parse(await api.request('GET', path))
    const found = narrations.find((each) => each.voice_id === state.voice_id)
    if (!found) throw new StartError('The narration is gone: its book was deleted, or another voice took its place.')
    state = found
  }
  show(state)
  const advice = `What is made is kept: "patchbay narrate ${jobId}" goes on.`
  if (state.state === 'failed') throw new StartError(`${state.error ?? 'The narration failed.'} ${advice}`)
  if (state.state === 'cancelled') throw new StartError(`The narration was cancelled. ${advice}`)
  const minutes = Math.round(state.duration_s / 60)
  print(`Ready: ${state.chapters_done} chapters, ${minutes} min, by ${state.spoken_by ?? state.voice_id}.`)
}

/** On a terminal one line that changes, else a line for each chapter. */
function createProgressLine(): (state: Narration) => void {
  let shown = -1
  return ({ chapters_done: done, chapters_total: total, share_done: share, state }) => {
    const line = `${state === 'queued' ? 'waiting' : `${Math.floor(share * 100)} %`}, ${done} of ${total} chapters`
    if (process.stdout.isTTY) {
      process.stdout.write(`\r\u001B[K${line}${state === 'ready' ? '\n' : ''}`)
    } else if (done > shown) {
      print(line)
    }
    shown = done
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
