import { libraryAnswer, librarySearchResult, tutorReply } from '@patchbay/contract'
import { describeDatabases } from '@patchbay/test-support/describe-databases'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestLibrary, type TestLibrary } from './testing/open-test-library.ts'
import { english, portuguese } from './testing/texts.ts'

describeDatabases('the library', (kind) => {
  let library: TestLibrary
  let en: string
  let pt: string
  beforeAll(async () => {
    library = await openTestLibrary(kind)
    en = (await library.add('salt.txt', english)).job_id
    pt = (await library.add('relogio.txt', portuguese, null)).job_id
    await library.add('theirs.txt', english.replace('The Salt Garden', 'A Stranger’s Garden'), 2)
  })
  afterAll(async () => library[Symbol.asyncDispose]())

  async function search(args: Record<string, unknown>, phone?: string) {
    await using client = await library.connect(phone)
    const name = 'job_id' in args ? 'search_job' : 'search_library'
    return librarySearchResult.parse((await client.call(name, args)).structured)
  }
  async function ask(job_id: string, question: string, phone?: string) {
    await using client = await library.connect(phone)
    return libraryAnswer.parse((await client.call('ask_job_question', { job_id, question })).structured)
  }

  test('has the tools of the contract, and each says what scope is enough', async () => {
    await using client = await library.connect()
    const { tools } = await client.client.listTools()
    expect(Object.fromEntries(tools.map(({ name, _meta }) => [name, _meta?.['patchbay/scope']]))).toEqual({
      search_library: 'library:read',
      search_job: 'library:read',
      ask_job_question: 'library:ask',
      tutor_chat: 'library:ask',
      xray_lookup: 'library:ask',
      opening_lecture: 'library:read',
      get_progress: 'library:read',
      set_progress: 'library:read',
      narrate_book: undefined,
    })
  })

  test('finds a passage by everyday words, with its chapter, position and marked words', async () => {
    const { results, total, query } = await search({ query: 'what was found in the garden?' })
    expect(query).toBe('what was found in the garden?')
    expect(total).toBeGreaterThan(0)
    expect(results[0]).toMatchObject({
      job_id: en,
      title: 'The Salt Garden',
      chapter: 2,
      chapter_title: 'What the Garden Kept',
    })
    expect(results[0]?.excerpt).toContain('**garden**')
    expect(results[0]?.position_s).toBeGreaterThan(0)
    expect(results.map(({ score }) => score)).toEqual(results.map(({ score }) => score).toSorted((a, b) => b - a))
  })

  test('finds other forms of a word, in Portuguese as in English', async () => {
    expect((await search({ job_id: en, query: 'who hid the letters' })).results[0]?.chapter).toBe(4)
    const { results } = await search({ query: 'o que encontraram no jardim?' })
    expect(results[0]).toMatchObject({ job_id: pt, chapter: 3 })
    expect(results[0]?.excerpt).toContain('**jardim**')
    expect((await search({ job_id: pt, query: 'quem conserta relógio na oficina' })).results[0]?.chapter).toBe(1)
  })

  test('has the reader’s books and those of everybody, and nobody else’s', async () => {
    const { results } = await search({ query: 'silver compass garden jardim', max_results: 50 })
    expect(new Set(results.map(({ job_id }) => job_id))).toEqual(new Set([en, pt]))
    await using client = await library.connect()
    const refused = await client.call('search_job', { job_id: 'a-stranger-s-garden', query: 'compass' })
    expect(refused).toMatchObject({ isError: true, text: expect.stringContaining(en) })
  })

  test.each(["' | x & !", ':*', '\\', 'a\0b', '"', '()', 'the of and', '🙂', '%_'])(
    '%j is looked for as it stands',
    async (query) => {
      expect(await search({ query })).toMatchObject({ query: query.trim() })
      expect(library.errors).toEqual([])
    },
  )

  test('answers by quoting, with the chapter', async () => {
    const answer = await ask(en, 'What was found in the garden?')
    expect(answer.mode).toBe('extractive')
    expect(answer.answer).toContain('chapter 2, “What the Garden Kept”')
    expect(answer.answer).toContain('silver compass')
    expect(answer.citations[0]).toMatchObject({ chapter: 2, excerpt: expect.stringContaining('tin box') })
    const answered = await ask(pt, 'O que foi encontrado no jardim?')
    expect(answered.answer).toContain('No capítulo 3, “No Jardim”')
    expect(answered.answer).toContain('chave de prata')
  })

  test('says so where nothing answers, and invents nothing', async () => {
    for (const question of ['Who stole the dragon’s crown?', 'What is the capital of France?', 'the of and']) {
      expect(await ask(en, question)).toEqual({
        answer: 'That is not in “The Salt Garden”, as far as its words say.',
        citations: [],
        mode: 'extractive',
      })
    }
    expect((await ask(pt, 'Quem roubou a coroa do dragão?')).citations).toEqual([])
  })

  describe('a reader who is in chapter 2', () => {
    const phone = '+5511999999999'
    beforeAll(async () => {
      await using client = await library.connect(phone)
      // Where the third chapter begins.
      const { results } = await search({ job_id: en, query: 'Tobias Reed knocked' })
      await client.call('set_progress', { job_id: en, position_s: results[0]?.position_s })
    })

    test('has their place kept, by seconds and chapter', async () => {
      await using client = await library.connect(phone)
      const kept = await client.call('get_progress', { job_id: en })
      expect(kept.structured).toMatchObject({ position_s: expect.any(Number), chapter: 3 })
      const other = await client.call('get_progress', { job_id: pt })
      expect(other.structured).toMatchObject({ position_s: null, chapter: null })
    })

    test('is told nothing of what comes later', async () => {
      const ahead = await ask(en, 'What was behind the small door of oak at the bottom?', phone)
      expect(ahead).toMatchObject({
        answer: 'That is not in what you have heard of “The Salt Garden” so far.',
        citations: [],
      })
      const found = await search({ query: 'letters tied with a blue ribbon' }, phone)
      expect(found.results.filter(({ chapter, job_id }) => job_id === en && chapter > 2)).toEqual([])
      expect(found.ahead).toBeGreaterThan(0)
      await using client = await library.connect(phone)
      const chat = await client.call('tutor_chat', {
        job_id: en,
        user_message: 'Why were the letters tied with ribbon?',
      })
      expect(chat.text).not.toMatch(/forty|oak/)
    })

    test('hears what was heard already, and that somebody comes later without a word about them', async () => {
      await using client = await library.connect(phone)
      const known = await client.call('xray_lookup', { job_id: en, query: 'compass' })
      expect(known.structured).toMatchObject({
        known: true,
        lies_ahead: false,
        citations: [{ chapter: 2 }, {}].slice(0, 1),
      })
      const ahead = await client.call('xray_lookup', { job_id: en, query: 'Tobias Reed' })
      expect(ahead.structured).toMatchObject({ known: false, lies_ahead: true, citations: [] })
      expect(ahead.text).not.toMatch(/harbour|light|plums/)
      const never = await client.call('xray_lookup', { job_id: en, query: 'Captain Nemo' })
      expect(never.structured).toMatchObject({ known: false, lies_ahead: false, citations: [] })
    })

    test('is the only one whose place that is', async () => {
      expect((await ask(en, 'What was behind the door of oak?')).answer).toContain('forty letters')
      expect((await ask(en, 'What was behind the door of oak?', '+5511988887777')).answer).toContain('forty letters')
    })

    test('cannot be further than the end', async () => {
      await using client = await library.connect(phone)
      const refused = await client.call('set_progress', { job_id: en, position_s: 999_999 })
      expect(refused).toMatchObject({ isError: true, text: expect.stringContaining('seconds long') })
    })
  })

  test('a tutor quotes and asks back, and understands a short remark by what was said before', async () => {
    await using client = await library.connect()
    const first = tutorReply.parse(
      (await client.call('tutor_chat', { job_id: en, user_message: 'Tell me about the compass' })).structured,
    )
    expect(first.reply).toContain('compass')
    expect(first.reply).toMatch(/\?$/)
    expect(first.citations[0]?.chapter).toBe(2)
    const history = [
      { role: 'user', content: 'Tell me about the compass' },
      { role: 'assistant', content: first.reply },
    ]
    const second = await client.call('tutor_chat', {
      job_id: en,
      user_message: 'And why?',
      conversation_history: history,
    })
    expect(tutorReply.parse(second.structured).citations[0]?.chapter).toBe(2)
  })

  test('an introduction gives nothing away', async () => {
    await using client = await library.connect()
    const { text } = await client.call('opening_lecture', { job_id: en })
    expect(text).toContain('The Salt Garden')
    expect(text).toContain('A. Tester')
    expect(text).toContain('4 chapters')
    expect(text).not.toMatch(/compass|well|Tobias/)
  })

  test('of a model’s answer stays what its passages bear out', async () => {
    const written: string[] = []
    const writer = {
      async write(_: string, text: string) {
        written.push(text)
        return 'Nora found a tin box with a silver compass under the pear tree [1]. The Duke of York had buried it in 1640 [1]. It was lovely.'
      },
    }
    await using client = await library.connect(undefined, writer)
    const asked = { job_id: en, question: 'What was found in the garden?' }
    const answer = libraryAnswer.parse((await client.call('ask_job_question', asked)).structured)
    expect(answer).toMatchObject({
      answer: 'Nora found a tin box with a silver compass under the pear tree.',
      mode: 'model',
      citations: [{ chapter: 2 }],
    })
    expect(written[0]).toContain('[1] In the morning')
  })

  test('a model that fails, or writes what no passage says, is passed over', async () => {
    for (const write of [async () => Promise.reject(new Error('down')), async () => 'It was a golden crown [1].']) {
      await using client = await library.connect(undefined, { write })
      const asked = { job_id: en, question: 'What was found in the garden?' }
      expect((await client.call('ask_job_question', asked)).structured).toMatchObject({ mode: 'extractive' })
    }
  })

  test('nothing of this was an internal error', () => {
    expect(library.errors).toEqual([])
  })
})
