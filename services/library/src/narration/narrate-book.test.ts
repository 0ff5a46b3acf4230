import { narration, type Narration } from '@patchbay/contract'
import { openVoices, type Voices } from '@patchbay/speech'
import { describeDatabases } from '@patchbay/test-support/describe-databases'
import { readOggOpus } from '@patchbay/test-support/read-ogg-opus'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openLibrary } from '../open-library.ts'
import { chunks } from '../schema/chunks.ts'
import { narrationPassages } from '../schema/narration-passages.ts'
import { narrations } from '../schema/narrations.ts'
import { openTestLibrary, type TestLibrary } from '../testing/open-test-library.ts'
import { english, portuguese } from '../testing/texts.ts'
import { narrateChapter } from './narrate-chapter.ts'
import type { NarratingVoices } from './narrator.ts'
import { openNarrationRunner } from './open-narration-runner.ts'

const owner = { userId: 1, scopes: ['tools:call'] as const }
const admin = { userId: 9, scopes: ['admin'] as const }

let spoken: Voices
beforeAll(async () => {
  spoken = await openVoices()
})
afterAll(() => spoken?.[Symbol.asyncDispose]())

/** The real voices; with `after`, a number of passages are spoken and then each waits until it is let go. */
function heldVoices(after: number) {
  const gate = Promise.withResolvers<void>()
  const reached = Promise.withResolvers<void>()
  let begun = 0
  const voices: NarratingVoices = {
    list: () => spoken.list(),
    speak(request) {
      const speech = spoken.speak(request)
      begun += 1
      if (begun <= after) return speech
      reached.resolve()
      const left = new Promise<void>((resolve) => request.signal.addEventListener('abort', () => resolve()))
      async function* audio() {
        await Promise.race([gate.promise, left])
        yield* speech.audio
      }
      return { ...speech, audio: audio() }
    },
  }
  return { voices, letGo: gate.resolve, reached: reached.promise, begun: () => begun }
}

describeDatabases('a narration', (kind) => {
  let library: TestLibrary
  beforeAll(async () => {
    library = await openTestLibrary(kind)
  })
  afterAll(async () => library[Symbol.asyncDispose]())

  const errors: unknown[] = []
  function openRunner(voices: NarratingVoices = spoken, holder = 'one', alone = false) {
    return openNarrationRunner({
      db: library.db,
      voices: async () => voices,
      now: library.now,
      holder,
      alone,
      resumes: true,
      onError: (error) => errors.push(error),
    })
  }

  /** A book of its own, of four chapters. */
  async function newBook(title: string, ownerId: number | null = 1): Promise<string> {
    const text = english.replace('The Salt Garden', title)
    return (await library.add(`${title}.txt`, text, ownerId)).job_id
  }
  const openFor = (narrator: Awaited<ReturnType<typeof openRunner>> | undefined) =>
    openLibrary({ db: library.db, now: library.now, narrator })
  type Opened = ReturnType<typeof openFor>

  async function untilIs(books: Opened, jobId: string, state: Narration['state'], voiceId?: string) {
    const find = async () => {
      const { narrations: all } = await books.narrations(owner, jobId)
      return all.find((each) => voiceId === undefined || each.voice_id === voiceId)
    }
    await expect.poll(async () => (await find())?.state, { timeout: 60_000 }).toBe(state)
    return narration.parse(await find())
  }

  async function fileOf(books: Opened, jobId: string, chapter: number) {
    const audio = await books.chapterAudio(owner, jobId, chapter, undefined)
    return { audio, file: Buffer.concat(await Array.fromAsync(audio.read(0, audio.bytes))) }
  }

  test('turns a book into chapters of audio, and its positions into those of the audio', async () => {
    const jobId = await newBook('Read Aloud')
    await using runner = await openRunner()
    const books = openFor(runner)
    await using client = await library.connect(undefined, undefined, runner)
    const asked = await client.call('narrate_book', { job_id: jobId, voice_id: 'espeak_en-gb' })
    expect(asked).toMatchObject({ isError: false, structured: { voice_id: 'espeak_en-gb', chapters_total: 4 } })
    const done = await untilIs(books, jobId, 'ready')
    const again = await client.call('narrate_book', { job_id: jobId, voice_id: 'espeak_en-gb' })
    expect(again.structured).toEqual(done)
    expect(done).toMatchObject({ chapters_done: 4, share_done: 1, spoken_by: 'espeak_en-gb', error: null })

    const book = (await books.books(owner)).find((each) => each.job_id === jobId)
    expect(book).toMatchObject({ positions: 'narration', words_per_minute: null })
    let at = 0
    for (const chapter of book?.chapters ?? []) {
      expect(chapter.start_s).toBeCloseTo(at, 6)
      const { file, audio } = await fileOf(books, jobId, chapter.chapter)
      expect(file).toHaveLength(audio.bytes)
      const heard = readOggOpus(file)
      expect(heard.durationS).toBeCloseTo(chapter.end_s - chapter.start_s, 6)
      // Speech, and not silence.
      expect(heard.samples.some((sample) => Math.abs(sample) > 3_000)).toBe(true)
      at = chapter.end_s
    }
    expect(book?.duration_s).toBeCloseTo(at, 6)

    const found = await books.searchBook(owner, jobId, 'Tobias Reed knocked', 1)
    const third = book?.chapters[2]
    expect(found.results[0]).toMatchObject({ chapter: 3, position_s: third?.start_s })
    const read = await books.passages(owner, jobId, third?.start_s ?? 0)
    expect(read.chapter).toBe(3)
    expect(errors).toEqual([])
  })

  test('any stretch of a chapter is what stands there in the whole', async () => {
    const jobId = await newBook('In Stretches')
    await using runner = await openRunner()
    const books = openFor(runner)
    await books.narrate(owner, jobId, undefined)
    await untilIs(books, jobId, 'ready')
    const { audio, file } = await fileOf(books, jobId, 2)
    for (const [from, to] of [
      [0, 1],
      [1, 5_000],
      [file.length - 700, file.length],
      [Math.floor(file.length / 2), file.length - 1],
    ] as const) {
      expect(Buffer.concat(await Array.fromAsync(audio.read(from, to)))).toEqual(file.subarray(from, to))
    }
  })

  test('a reader’s place stays at the same words, and what they have heard stays what it is', async () => {
    const jobId = await newBook('Where I Was')
    const heldBy = (position: number) => library.db.select().from(chunks).where(eq(chunks.positionS, position))
    await using runner = await openRunner()
    const books = openFor(runner)
    const [before] = (await books.books(owner)).filter((each) => each.job_id === jobId)
    const second = before?.chapters[1]
    // One has heard two chapters to their end, another half of the second, a third nothing yet.
    const half = ((second?.start_s ?? 0) + (second?.end_s ?? 0)) / 2
    const readers = ['+5511911111111', '+5511922222222', '+5511933333333'].map((phone) => ({ ...owner, caller: { phone } }))
    const [whole, inside, none] = readers as [(typeof readers)[0], (typeof readers)[0], (typeof readers)[0]]
    await books.setProgress(whole, jobId, second?.end_s ?? 0)
    await books.setProgress(inside, jobId, half)
    await books.setProgress(none, jobId, 0)
    await books.narrate(owner, jobId, undefined)
    await untilIs(books, jobId, 'ready')
    const [after] = (await books.books(owner)).filter((each) => each.job_id === jobId)
    const now = after?.chapters[1]
    expect((await books.progress(whole, jobId)).position_s).toBe(now?.end_s)
    expect((await books.progress(inside, jobId)).position_s).toBeCloseTo(((now?.start_s ?? 0) + (now?.end_s ?? 0)) / 2, 0)
    expect((await books.progress(none, jobId)).position_s).toBe(0)
    const heard = await books.searchBook(whole, jobId, 'Tobias Reed compass', 10)
    expect(new Set(heard.results.map(({ chapter }) => chapter))).toEqual(new Set([2]))
    expect(await heldBy(now?.start_s ?? -1)).not.toEqual([])
  })

  test('who asks twice joins; another voice leaves the positions alone until it is whole, then takes its place', async () => {
    const jobId = await newBook('Two Voices')
    const held = heldVoices(2)
    const runner = await openRunner(held.voices)
    const books = openFor(runner)
    const first = await books.narrate(owner, jobId, 'espeak_en-us')
    await held.reached
    const second = await books.narrate(owner, jobId, 'espeak_en-us')
    expect(second).toMatchObject({ voice_id: first.voice_id, state: 'running', chapters_done: 2, share_done: 0.5 })
    held.letGo()
    await untilIs(books, jobId, 'ready', 'espeak_en-us')
    await runner[Symbol.asyncDispose]()
    const chapters = async () => (await books.books(owner)).find((each) => each.job_id === jobId)?.chapters
    const before = await chapters()

    const other = heldVoices(3)
    await using otherRunner = await openRunner(other.voices)
    const otherBooks = openFor(otherRunner)
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
    const jobId = await newBook('Cut Short')
    const held = heldVoices(2)
    await using runner = await openRunner(held.voices)
    const books = openFor(runner)
    await books.narrate(owner, jobId, undefined)
    await held.reached
    const ended = await books.cancelNarration(owner, jobId, undefined)
    expect(ended).toMatchObject({ state: 'cancelled', chapters_done: 2 })
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
    const [book] = (await openFor(undefined).books(owner)).filter((each) => each.job_id === jobId)
    expect(book?.chapters).toHaveLength(1)
    const row = { voiceId: 'espeak_en-us', state: 'queued', askedAt: library.now() } as const
    const [anyChunk] = await library.db.select().from(chunks).where(eq(chunks.endS, book?.duration_s ?? 0))
    const [{ id } = { id: '' }] = await library.db
      .insert(narrations)
      .values({ ...row, bookId: anyChunk?.bookId ?? 0 })
      .returning({ id: narrations.id })
    const held = heldVoices(1)
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
    await using runner = await openRunner()
    const books = openFor(runner)
    const done = await untilIs(books, jobId, 'ready')
    const { file } = await fileOf(books, jobId, 1)
    expect(readOggOpus(file).durationS).toBeCloseTo(done.duration_s, 6)
  })

  test('a process that died is followed by the next one; what it had is not made again', async () => {
    const jobId = await newBook('Passed On')
    const held = heldVoices(3)
    const first = await openRunner(held.voices, 'dead')
    await openFor(first).narrate(owner, jobId, undefined)
    await held.reached
    // It hangs here as long as the test lasts, as dead to the store as a killed one.
    const next = heldVoices(100)
    await using runner = await openRunner(next.voices, 'next', true)
    const books = openFor(runner)
    await untilIs(books, jobId, 'ready')
    expect(next.begun()).toBe(1)
    held.letGo()
    await first[Symbol.asyncDispose]()
    expect((await books.narrations(owner, jobId)).narrations).toMatchObject([{ state: 'ready', chapters_done: 4 }])
    expect(errors).toEqual([])
  })

  test('a voice that fails ends it with the reason, and the next try goes on', async () => {
    const jobId = await newBook('Hoarse')
    let fails = true
    const voices: NarratingVoices = {
      list: () => spoken.list(),
      speak(request) {
        if (fails && request.text.includes('Tobias')) throw new Error('the throat is sore')
        return spoken.speak(request)
      },
    }
    await using runner = await openRunner(voices)
    const books = openFor(runner)
    await books.narrate(owner, jobId, undefined)
    const failed = await untilIs(books, jobId, 'failed')
    expect(failed).toMatchObject({ error: 'The voice failed: the throat is sore', chapters_done: 2 })
    expect(errors.splice(0)).toHaveLength(1)
    fails = false
    await books.narrate(owner, jobId, undefined)
    expect(await untilIs(books, jobId, 'ready')).toMatchObject({ error: null })
  })

  test('only who owns a book has it narrated, an admin where everybody does, and nobody over a recording', async () => {
    const shared = (await library.add('relogio.txt', portuguese, null)).job_id
    const own = await newBook('Mine')
    const cues = '1\n00:00:01,000 --> 00:00:04,000\nThe old house had seven doors and one of them was red.\n'
    const recorded = (await library.add('rec.srt', cues, 1, { language: 'en', title: 'Recorded' })).job_id
    await using runner = await openRunner()
    const books = openFor(runner)
    const asks = (asker: Parameters<Opened['narrate']>[0], jobId: string, voiceId?: string) =>
      books.narrate(asker, jobId, voiceId)
    await expect(asks(owner, shared)).rejects.toThrow('only an admin')
    await expect(asks({ ...owner, caller: { phone: '+5511999999999' } }, own)).rejects.toThrow('not a caller')
    await expect(asks(owner, recorded)).rejects.toThrow('recording of its own')
    await expect(asks({ ...owner, userId: 2 }, own)).rejects.toThrow('no book')
    await expect(asks(owner, own, 'espeak_pt-br')).rejects.toThrow('There is: espeak_en-us')
    await expect(asks(owner, own, 'nobody')).rejects.toThrow('There is no voice nobody for a book in English')
    await expect(openFor(undefined).narrate(owner, own, undefined)).rejects.toThrow('has no voices')
    expect((await books.narrations(owner, shared)).refused).toContain('only an admin')
    expect((await asks(admin, shared)).voice_id).toMatch(/^espeak_pt/)
    await untilIs(books, shared, 'ready')
    await using client = await library.connect('+5511999999999', undefined, runner)
    const refused = await client.call('narrate_book', { job_id: own })
    expect(refused).toMatchObject({ isError: true, text: expect.stringContaining('not a caller') })
  })

  test('a book that is deleted meanwhile takes its narration along, and nothing fails', async () => {
    const jobId = await newBook('Gone')
    const held = heldVoices(1)
    await using runner = await openRunner(held.voices)
    const books = openFor(runner)
    await books.narrate(owner, jobId, undefined)
    await held.reached
    await library.target(1).drop(jobId)
    held.letGo()
    const next = await newBook('After That')
    await books.narrate(owner, next, undefined)
    await untilIs(books, next, 'ready')
    expect(errors).toEqual([])
    expect(library.errors).toEqual([])
  })
})
