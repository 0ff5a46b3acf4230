import { openVoices, type Voices } from '@patchbay/speech'
import { describeDatabases } from '@patchbay/test-support/describe-databases'
import { readOggOpus } from '@patchbay/test-support/read-ogg-opus'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Library } from '../open-library.ts'
import { chunks } from '../schema/chunks.ts'
import { fileOf, narrate, owner, untilIs } from '../testing/narrate.ts'
import { openTestLibrary, type TestLibrary } from '../testing/open-test-library.ts'
import { portuguese } from '../testing/texts.ts'

const admin = { userId: 9, scopes: ['admin'] as const }

let spoken: Voices
beforeAll(async () => {
  spoken = await openVoices()
})
afterAll(() => spoken?.[Symbol.asyncDispose]())

describeDatabases('a narration', (kind) => {
  let library: TestLibrary
  let tools: ReturnType<typeof narrate>
  beforeAll(async () => {
    library = await openTestLibrary(kind)
    tools = narrate(library)
  })
  afterAll(async () => library[Symbol.asyncDispose]())

  test('turns a book into chapters of audio, and its positions into those of the audio', async () => {
    const jobId = await tools.newBook('Read Aloud')
    await using runner = await tools.openRunner(spoken)
    const books = tools.openFor(runner)
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
      const heard = await readOggOpus(file)
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
    expect(tools.errors).toEqual([])
  })

  test('any stretch of a chapter is what stands there in the whole', async () => {
    const jobId = await tools.newBook('In Stretches')
    await using runner = await tools.openRunner(spoken)
    const books = tools.openFor(runner)
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
    const jobId = await tools.newBook('Where I Was')
    const heldBy = (position: number) => library.db.select().from(chunks).where(eq(chunks.positionS, position))
    await using runner = await tools.openRunner(spoken)
    const books = tools.openFor(runner)
    const [before] = (await books.books(owner)).filter((each) => each.job_id === jobId)
    const second = before?.chapters[1]
    // One has heard two chapters to their end, another half of the second, a third nothing yet.
    const half = ((second?.start_s ?? 0) + (second?.end_s ?? 0)) / 2
    const readers = ['+5511911111111', '+5511922222222', '+5511933333333'].map((phone) => ({
      ...owner,
      caller: { phone },
    }))
    const [whole, inside, none] = readers as [(typeof readers)[0], (typeof readers)[0], (typeof readers)[0]]
    await books.setProgress(whole, jobId, second?.end_s ?? 0)
    await books.setProgress(inside, jobId, half)
    await books.setProgress(none, jobId, 0)
    await books.narrate(owner, jobId, undefined)
    await untilIs(books, jobId, 'ready')
    const [after] = (await books.books(owner)).filter((each) => each.job_id === jobId)
    const now = after?.chapters[1]
    expect((await books.progress(whole, jobId)).position_s).toBe(now?.end_s)
    expect((await books.progress(inside, jobId)).position_s).toBeCloseTo(
      ((now?.start_s ?? 0) + (now?.end_s ?? 0)) / 2,
      0,
    )
    expect((await books.progress(none, jobId)).position_s).toBe(0)
    const heard = await books.searchBook(whole, jobId, 'Tobias Reed compass', 10)
    expect(new Set(heard.results.map(({ chapter }) => chapter))).toEqual(new Set([2]))
    expect(await heldBy(now?.start_s ?? -1)).not.toEqual([])
  })

  test('only who owns a book has it narrated, an admin where everybody does, and nobody over a recording', async () => {
    const shared = (await library.add('relogio.txt', portuguese, null)).job_id
    const own = await tools.newBook('Mine')
    const cues = '1\n00:00:01,000 --> 00:00:04,000\nThe old house had seven doors and one of them was red.\n'
    const recorded = (await library.add('rec.srt', cues, 1, { language: 'en', title: 'Recorded' })).job_id
    await using runner = await tools.openRunner(spoken)
    const books = tools.openFor(runner)
    const asks = (asker: Parameters<Library['narrate']>[0], jobId: string, voiceId?: string) =>
      books.narrate(asker, jobId, voiceId)
    await expect(asks(owner, shared)).rejects.toThrow('only an admin')
    await expect(asks({ ...owner, caller: { phone: '+5511999999999' } }, own)).rejects.toThrow('not a caller')
    await expect(asks(owner, recorded)).rejects.toThrow('recording of its own')
    await expect(asks({ ...owner, userId: 2 }, own)).rejects.toThrow('no book')
    await expect(asks(owner, own, 'espeak_pt-br')).rejects.toThrow('There is: espeak_en-us')
    await expect(asks(owner, own, 'nobody')).rejects.toThrow('There is no voice nobody for a book in English')
    await expect(tools.openFor(undefined).narrate(owner, own, undefined)).rejects.toThrow('has no voices')
    expect((await books.narrations(owner, shared)).refused).toContain('only an admin')
    expect((await asks(admin, shared)).voice_id).toMatch(/^espeak_pt/)
    await untilIs(books, shared, 'ready')
    await using client = await library.connect('+5511999999999', undefined, runner)
    const refused = await client.call('narrate_book', { job_id: own })
    expect(refused).toMatchObject({ isError: true, text: expect.stringContaining('not a caller') })
  })
})
