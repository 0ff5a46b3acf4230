import { openVoices, type Voices } from '@patchbay/speech'
import { describeDatabases } from '@patchbay/test-support/describe-databases'
import { readOggOpus } from '@patchbay/test-support/read-ogg-opus'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chunks } from '../schema/chunks.ts'
import { narrationPassages } from '../schema/narration-passages.ts'
import { narrations } from '../schema/narrations.ts'
import { heldVoices } from '../testing/held-voices.ts'
import { fileOf, narrate, owner, untilIs } from '../testing/narrate.ts'
import { openTestLibrary, type TestLibrary } from '../testing/open-test-library.ts'
import { narrateChapter } from './narrate-chapter.ts'
import type { NarratingVoices } from './narrator.ts'

let spoken: Voices
beforeAll(async () => {
  spoken = await openVoices()
})
afterAll(() => spoken?.[Symbol.asyncDispose]())

describeDatabases('a narration that is interrupted', (kind) => {
  let library: TestLibrary
  let tools: ReturnType<typeof narrate>
  beforeAll(async () => {
    library = await openTestLibrary(kind)
    tools = narrate(library)
  })
  afterAll(async () => library[Symbol.asyncDispose]())

  test('who asks twice joins; another voice leaves the positions alone until it is whole, then takes its place', async () => {
    const jobId = await tools.newBook('Two Voices')
    const held = heldVoices(spoken, 2)
    const runner = await tools.openRunner(held.voices)
    const books = tools.openFor(runner)
    const first = await books.narrate(owner, jobId, 'espeak_en-us')
    await held.reached
    const second = await books.narrate(owner, jobId, 'espeak_en-us')
    expect(second).toMatchObject({ voice_id: first.voice_id, state: 'running', chapters_done: 2, share_done: 0.5 })
    held.letGo()
    await untilIs(books, jobId, 'ready', 'espeak_en-us')
    await runner[Symbol.asyncDispose]()
    const chapters = async () => (await books.books(owner)).find((each) => each.job_id === jobId)?.chapters
    const before = await chapters()

    const other = heldVoices(spoken, 3)
    await using otherRunner = await tools.openRunner(other.voices)
    const otherBooks = tools.openFor(otherRunner)
    await otherBooks.narrate(owner, jobId, 'espeak_en-gb')
    await other.reached
    expect((await books.narrations(owner, jobId)).narrations).toMatchObject([
      { voice_id: 'espeak_en-us', state: 'ready' },
      { voice_id: 'espeak_en-gb', state: 'running', chapters_done: 3 },
    ])
    expect(await chapters()).toEqual(before)
    other.letGo()
    await untilIs(books, jobId, 'ready', 'espeak_en-gb')
    expect((await books.narrations(owner, jobId)).narrations).toHaveLength(1)
    expect(await chapters()).not.toEqual(before)
  })

  test('one that was cancelled keeps what it has, and goes on from there when it is asked for again', async () => {
    const jobId = await tools.newBook('Cut Short')
    const held = heldVoices(spoken, 2)
    await using runner = await tools.openRunner(held.voices)
    const books = tools.openFor(runner)
    await books.narrate(owner, jobId, undefined)
    await held.reached
    const ended = await books.cancelNarration(owner, jobId, undefined)
    expect(ended).toMatchObject({ state: 'cancelled', chapters_done: 2, chapters_total: 4 })
    await expect(books.cancelNarration(owner, jobId, undefined)).rejects.toThrow('is under way')
    held.letGo()
    const again = await books.narrate(owner, jobId, undefined)
    expect(again.voice_id).toBe(ended.voice_id)
    await untilIs(books, jobId, 'ready')
    // Four passages, and the one that was cut off was begun twice.
    expect(held.begun()).toBe(5)
  })

  test('a chapter that was broken off goes on with its next passage, and is one whole file', async () => {
    const long = `Title: Long\nLanguage: en\n\nChapter 1: One\n${'The tide came in over the flat sand and went out again before noon. '.repeat(14)}`
    const { job_id: jobId, passages } = await library.add('long.txt', long)
    expect(passages).toBeGreaterThan(2)
    const [book] = (await tools.openFor(undefined).books(owner)).filter((each) => each.job_id === jobId)
    expect(book?.chapters).toHaveLength(1)
    const row = { voiceId: 'espeak_en-us', state: 'queued', askedAt: library.now() } as const
    const [anyChunk] = await library.db
      .select()
      .from(chunks)
      .where(eq(chunks.endS, book?.duration_s ?? 0))
    const [{ id } = { id: '' }] = await library.db
      .insert(narrations)
      .values({ ...row, bookId: anyChunk?.bookId ?? 0 })
      .returning({ id: narrations.id })
    const held = heldVoices(spoken, 1)
    const killed = new AbortController()
    const broken = narrateChapter({ db: library.db, voices: async () => held.voices }, id, 1, killed.signal)
    await held.reached
    killed.abort(new Error('killed'))
    await expect(broken).rejects.toThrow('killed')
    const kept = () => library.db.select().from(narrationPassages).where(eq(narrationPassages.narrationId, id))
    expect(await kept()).toHaveLength(1)

    // Two processes go on with it at once.
    const deps = { db: library.db, voices: async () => spoken }
    const { signal } = new AbortController()
    await Promise.all([narrateChapter(deps, id, 1, signal), narrateChapter(deps, id, 1, signal)])
    expect(await kept()).toHaveLength(passages)
    await using runner = await tools.openRunner(spoken)
    const books = tools.openFor(runner)
    const done = await untilIs(books, jobId, 'ready')
    const { file } = await fileOf(books, jobId, 1)
    expect((await readOggOpus(file)).durationS).toBeCloseTo(done.duration_s, 6)
  })

  test('a process that died is followed by the next one; what it had is not made again', async () => {
    const jobId = await tools.newBook('Passed On')
    const held = heldVoices(spoken, 3)
    const first = await tools.openRunner(held.voices, { holder: 'dead' })
    await tools.openFor(first).narrate(owner, jobId, undefined)
    await held.reached
    // It hangs here as long as the test lasts, as dead to the store as a killed one.
    const next = heldVoices(spoken, 100)
    await using runner = await tools.openRunner(next.voices, { holder: 'next', alone: true })
    const books = tools.openFor(runner)
    await untilIs(books, jobId, 'ready')
    expect(next.begun()).toBe(1)
    held.letGo()
    await first[Symbol.asyncDispose]()
    expect((await books.narrations(owner, jobId)).narrations).toMatchObject([{ state: 'ready', chapters_done: 4 }])
    expect(tools.errors).toEqual([])
  })

  test('a voice that fails ends it with the reason, and the next try goes on', async () => {
    const jobId = await tools.newBook('Hoarse')
    let fails = true
    const voices: NarratingVoices = {
      list: () => spoken.list(),
      speak(request) {
        if (fails && request.text.includes('Tobias')) throw new Error('the throat is sore')
        return spoken.speak(request)
      },
    }
    await using runner = await tools.openRunner(voices)
    const books = tools.openFor(runner)
    await books.narrate(owner, jobId, undefined)
    const failed = await untilIs(books, jobId, 'failed')
    expect(failed).toMatchObject({ error: 'The voice failed: the throat is sore', chapters_done: 2 })
    expect(tools.errors.splice(0)).toHaveLength(1)
    fails = false
    await books.narrate(owner, jobId, undefined)
    expect(await untilIs(books, jobId, 'ready')).toMatchObject({ error: null })
  })

  test('a book that is deleted meanwhile takes its narration along, and nothing fails', async () => {
    const jobId = await tools.newBook('Gone')
    const held = heldVoices(spoken, 1)
    await using runner = await tools.openRunner(held.voices)
    const books = tools.openFor(runner)
    await books.narrate(owner, jobId, undefined)
    await held.reached
    await library.target(1).drop(jobId)
    held.letGo()
    const next = await tools.newBook('After That')
    await books.narrate(owner, next, undefined)
    await untilIs(books, next, 'ready')
    expect(tools.errors).toEqual([])
    expect(library.errors).toEqual([])
  })
})
