import type { Database } from '@patchbay/service-kit'
import { sql } from 'drizzle-orm'
import { failNarration } from './fail-narration.ts'
import { finishNarration } from './finish-narration.ts'
import { missingChapters, narrateChapter } from './narrate-chapter.ts'
import { NarrationStopped } from './narration-stopped.ts'
import type { Narrator, NarratingVoices } from './narrator.ts'
import { SpeechFailed } from './speech-failed.ts'

export interface NarrationRunnerOptions {
  db: Database
  voices: () => Promise<NarratingVoices>
  now: () => Date
  /** Names this process among those that share the store. */
  holder: string
  /** No other process has the store: whoever held a narration before is gone. */
  alone: boolean
  /** Takes up whatever is under way, and goes on looking; else only what was started here. */
  resumes: boolean
  onError: (error: unknown) => void
}

/** How long a narration is its process's without a word of it, in s: so long it rests when that was killed. */
const LEASE_S = 30
const RENEW_MS = 10_000
const LOOK_MS = 15_000

/** Reads books aloud in this process, one at a time; processes that share a store share the work. */
export async function openNarrationRunner(options: NarrationRunnerOptions): Promise<Narrator & AsyncDisposable> {
  const { db, voices, now, holder, alone, resumes, onError } = options
  const started = new Set<string>()
  const closing = new AbortController()
  let current: { id: string; stop: AbortController } | undefined
  let working: Promise<void> | undefined
  let wanted = false

  async function claim(): Promise<string | undefined> {
    if (closing.signal.aborted) return undefined
    const mine = sql`id = any(${`{${[...started].join(',')}}`}::uuid[])`
    const { rows } = await db.execute<{ id: string }>(sql`
      update library_narrations set lease_holder = ${holder}, lease_until = now() + make_interval(secs => ${LEASE_S})
      where id = (
        select id from library_narrations
        where state in ('queued', 'running') and (lease_until is null or lease_until < now()) and ${resumes ? sql`true` : mine}
        order by asked_at, id limit 1 for update skip locked)
      returning id`)
    return rows[0]?.id
  }

  async function renew({ id, stop }: { id: string; stop: AbortController }) {
    const { rows } = await db.execute(sql`
      update library_narrations set lease_until = now() + make_interval(secs => ${LEASE_S})
      where id = ${id}::uuid and lease_holder = ${holder} and state in ('queued', 'running') returning id`)
    if (rows.length === 0) stop.abort(new NarrationStopped())
  }

  async function carryOut(id: string): Promise<void> {
    const stop = new AbortController()
    current = { id, stop }
    const renewal = setInterval(() => void renew({ id, stop }).catch(onError), RENEW_MS)
    try {
      for (const chapter of await missingChapters(db, id))
        await narrateChapter({ db, voices }, id, chapter, stop.signal)
      await finishNarration(db, id, now)
    } catch (error) {
      if (closing.signal.aborted) await release(id)
      else if (error instanceof SpeechFailed) await failNarration(db, id, error.message)
      // What else went wrong, such as the store, may be over when the lease is: then it goes on.
      if (!closing.signal.aborted && !(error instanceof NarrationStopped)) onError(error)
    } finally {
      clearInterval(renewal)
      current = undefined
    }
  }

  const release = (id: string) =>
    db.execute(sql`
      update library_narrations set lease_holder = null, lease_until = null
      where id = ${id}::uuid and lease_holder = ${holder}`)

  async function work(): Promise<void> {
    while (wanted) {
      wanted = false
      for (let id = await claim(); id !== undefined; id = await claim()) await carryOut(id)
    }
  }

  function wake() {
    wanted = true
    working ??= work()
      .catch(onError)
      .finally(() => (working = undefined))
  }

  if (alone && resumes) {
    await db.execute(sql`update library_narrations set lease_until = null where state in ('queued', 'running')`)
  }
  if (resumes) wake()
  const look = setInterval(wake, LOOK_MS).unref()
  return {
    voices,
    async start(id) {
      started.add(id)
      wake()
    },
    async stop(id) {
      if (current?.id === id) current.stop.abort(new NarrationStopped())
    },
    async [Symbol.asyncDispose]() {
      closing.abort()
      clearInterval(look)
      current?.stop.abort(new NarrationStopped())
      await working
    },
  }
}
