import { readdir } from 'node:fs/promises'
import { crc32, deflateRawSync } from 'node:zlib'
import { describeDatabases } from '@patchbay/test-support/describe-databases'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { books } from '../schema/books.ts'
import { chapters } from '../schema/chapters.ts'
import { chunks } from '../schema/chunks.ts'
import { packEpub } from '../testing/pack-epub.ts'
import { openTestLibrary, type TestLibrary } from '../testing/open-test-library.ts'
import { english, portuguese } from '../testing/texts.ts'
import { importFile, type ImportTarget } from './import-file.ts'

const srt = `1
00:00:01,000 --> 00:00:04,500
Chapter 1: The Lamp

2
00:00:05,000 --> 00:00:09,250
The keeper lit the <i>lamp</i> and the
sea turned gold.

3
00:10:00,000 --> 00:10:04,000
Chapter 2: The Storm

4
00:10:05,500 --> 00:10:12,000
He was afraid that the storm would put it out.
`
const vtt = `WEBVTT

00:01.000 --> 00:03.500
O faroleiro acendeu a lâmpada e o mar ficou dourado.

00:04.000 --> 00:07.000
Ele não sabia que a tempestade vinha do norte.
`
const parts = [
  ['One', '<h1>Chapter 1: The Mill</h1><p>The miller &amp; his daughter lived by the river, and they were poor.</p>'],
  ['Two', '<h1>The Fair</h1><p>She went to the fair with a blue&#160;cow and came home with a violin.</p>'],
] as const

describeDatabases('importing', (kind) => {
  let library: TestLibrary
  beforeAll(async () => {
    library = await openTestLibrary(kind)
  })
  afterAll(async () => library[Symbol.asyncDispose]())

  const kept = () => library.db.select().from(books)
  async function chunksOf(jobId: string) {
    const [book] = await library.db.select().from(books).where(eq(books.jobId, jobId))
    return library.db
      .select()
      .from(chunks)
      .where(eq(chunks.bookId, book?.id ?? 0))
      .orderBy(chunks.ordinal)
  }
  async function titlesOf(jobId: string) {
    const [book] = await library.db.select().from(books).where(eq(books.jobId, jobId))
    const rows = await library.db
      .select()
      .from(chapters)
      .where(eq(chapters.bookId, book?.id ?? 0))
      .orderBy(chapters.number)
    return rows.map(({ title }) => title)
  }

  test('a plain text has its title, language, chapters and estimated positions', async () => {
    const { job_id } = await library.add('salt.txt', english)
    expect(job_id).toMatch(/^the-salt-garden-[0-9a-f]{8}$/)
    expect((await kept()).find(({ jobId }) => jobId === job_id)).toMatchObject({
      title: 'The Salt Garden',
      author: 'A. Tester',
      language: 'en',
      positions: 'estimated',
      state: 'ready',
    })
    expect(await titlesOf(job_id)).toEqual([
      'The Empty House',
      'What the Garden Kept',
      'The Man from the Harbour',
      'Down the Well',
    ])
    const rows = await chunksOf(job_id)
    const words = english
      .split('\n\n')
      .slice(1)
      .join(' ')
      .replaceAll(/Chapter \d.*\n/g, '')
      .trim()
      .split(/\s+/).length
    // 150 words a minute.
    expect(rows.at(-1)?.endS).toBeCloseTo((words * 60) / 150, 0)
  })

  test('the same file again changes nothing; for another user it is another book', async () => {
    const before = await kept()
    expect(await library.add('same.txt', english)).toMatchObject({ already: true, state: 'ready' })
    expect(await kept()).toEqual(before)
    const theirs = await library.add('same.txt', english, 2)
    expect(before.map(({ jobId }) => jobId)).not.toContain(theirs.job_id)
  })

  test('a transcript has its own times, and its headings begin chapters', async () => {
    const { job_id } = await library.add('lamp.srt', srt)
    expect(await titlesOf(job_id)).toEqual(['The Lamp', 'The Storm'])
    expect(await chunksOf(job_id)).toMatchObject([
      { chapter: 1, positionS: 5, endS: 9.3, text: 'The keeper lit the lamp and the sea turned gold.' },
      { chapter: 2, positionS: 605.5, endS: 612 },
    ])
    const web = await library.add('farol.vtt', vtt)
    expect(web.language).toBe('pt')
    expect(await chunksOf(web.job_id)).toMatchObject([{ positionS: 1, endS: 7 }])
  })

  test('an EPUB has its own title, author, language and chapters', async () => {
    const { job_id } = await library.add('mill.epub', await packEpub({ title: 'The Mill', parts }))
    expect((await kept()).find(({ jobId }) => jobId === job_id)).toMatchObject({
      title: 'The Mill',
      author: 'E. Writer',
      language: 'en',
      format: 'epub',
    })
    expect(await titlesOf(job_id)).toEqual(['The Mill', 'The Fair'])
    const [first, second] = await chunksOf(job_id)
    expect(first?.text).toBe('The miller & his daughter lived by the river, and they were poor.')
    expect(second?.text).toContain('a blue cow')
  })

  test('UTF-16 with its mark, and lines of Windows, read as well', async () => {
    const utf16 = Buffer.from(`\uFEFF${portuguese.replaceAll('\n', '\r\n')}`, 'utf16le')
    const { job_id } = await library.add('serra.txt', utf16)
    expect(await titlesOf(job_id)).toEqual(['A Oficina', 'A Encomenda', 'No Jardim', 'O Trem da Meia-Noite'])
  })

  test('an import that broke off goes on where it stopped, and ends as if it never had', async () => {
    const long = `Title: Long\nLanguage: en\n\n${Array.from({ length: 900 }, (_, n) => `Chapter ${n + 1}: Number ${n + 1}\nIt was the day ${n} of the journey and nobody had slept.\n`).join('\n')}`
    const path = await library.write('long.txt', long)
    const target = library.target(1)
    const sent: number[] = []
    let left = 2
    const breaking: ImportTarget = {
      ...target,
      async add(jobId, batch) {
        if (left === 0) throw new Error('the connection broke')
        left -= 1
        sent.push(batch.from)
        return target.add(jobId, batch)
      },
    }
    await expect(importFile(path, breaking)).rejects.toThrow('the connection broke')
    left = 10
    const done = await importFile(path, breaking)
    expect(sent).toEqual([0, 300, 600])
    expect(done).toMatchObject({ state: 'ready', passages: 900, already: false })
    expect((await chunksOf(done.job_id)).map(({ ordinal }) => ordinal)).toEqual([...Array(900).keys()])
  })

  test('two that import one file at the same time make one book', async () => {
    const path = await library.write('twice.txt', english.replace('The Salt Garden', 'Twice'))
    const [one, two] = await Promise.all([importFile(path, library.target(1)), importFile(path, library.target(1))])
    expect(one.job_id).toBe(two.job_id)
    const rows = await chunksOf(one.job_id)
    expect(rows.map(({ ordinal }) => ordinal)).toEqual([...rows.keys()])
  })

  describe('what cannot be read is refused with what to do, and leaves nothing', () => {
    const damaged = async () => {
      const packed = await packEpub({ title: 'Broken', parts })
      packed.fill(0, 120, 260)
      return packed
    }
    test.each<[string, string, () => Promise<string | Uint8Array>, RegExp]>([
      ['an empty text', 'empty.txt', async () => '', /is empty/],
      ['a text of blanks', 'blank.txt', async () => 'Title: Blank\nLanguage: en\n\n  \n \n', /is empty/],
      [
        'another encoding, far into the file',
        'latin1.txt',
        async () => Buffer.concat([Buffer.from(english.repeat(400)), Buffer.from([0xe7, 0xe3, 0x6f, 0x0a])]),
        /not UTF-8.*iconv/,
      ],
      ['no text at all', 'binary.txt', async () => Buffer.alloc(4_000), /not a text/],
      ['another kind of file', 'book.pdf', async () => '%PDF-1.7', /\.pdf.*Import plain text/],
      [
        'another language',
        'finnish.txt',
        async () => 'Olipa kerran pieni talo metsän reunalla. '.repeat(40),
        /--language/,
      ],
      ['an empty transcript', 'none.srt', async () => '\n\n', /is empty/],
      ['a transcript that is none', 'prose.srt', async () => english, /transcript|no cues/],
      ['no archive', 'no.epub', async () => 'this is no archive', /damaged, or no EPUB/],
      ['a damaged archive', 'damaged.epub', damaged, /damaged/],
      [
        'an archive cut short',
        'short.epub',
        async () => (await packEpub({ title: 'Short', parts })).subarray(0, 400),
        /damaged/,
      ],
      ['an EPUB without chapters', 'bare.epub', () => packEpub({ title: 'Bare', parts: [] }), /chapters/],
      [
        'an EPUB without text',
        'mute.epub',
        () => packEpub({ title: 'Mute', parts: [['One', '<p> </p>']] }),
        /no chapters.*no text/,
      ],
      [
        'an archive that would burst',
        'bomb.epub',
        () => packEpub({ title: 'Bomb', parts: [['One', `<p>${'a'.repeat(40_000_000)}</p>`]] }),
        /unpacks to far more/,
      ],
      ['an archive that lies about its size', 'lie.epub', async () => lyingArchive(), /damaged|far more/],
    ])('%s', { timeout: 60_000 }, async (_, name, make, sentence) => {
      const before = await kept()
      await expect(library.add(name, await make())).rejects.toMatchObject({
        name: 'ImportError',
        message: expect.stringMatching(sentence),
      })
      expect(await kept()).toEqual(before)
    })

    test('a file that is not there', async () => {
      await expect(importFile('/nowhere/book.txt', library.target(1))).rejects.toThrow('There is no file')
      expect(await readdir(library.folder)).not.toContain('book.txt')
    })
  })
})

/** An archive of one file that says it is ten bytes long, and is fifty million. */
function lyingArchive(): Buffer {
  const name = Buffer.from('mimetype')
  const content = Buffer.alloc(50_000_000, 0x61)
  const packed = deflateRawSync(content)
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(20, 4)
  local.writeUInt16LE(8, 8)
  local.writeUInt32LE(crc32(content), 14)
  local.writeUInt32LE(packed.length, 18)
  local.writeUInt32LE(10, 22)
  local.writeUInt16LE(name.length, 26)
  const central = Buffer.alloc(46)
  central.writeUInt32LE(0x02014b50, 0)
  local.copy(central, 6, 4, 28)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length + name.length, 12)
  end.writeUInt32LE(local.length + name.length + packed.length, 16)
  return Buffer.concat([local, name, packed, central, name, end])
}
