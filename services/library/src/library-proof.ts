import { createHash } from 'node:crypto'
import { REHEARSAL_USER, type Database, type Rehearsal, type ServiceProof } from '@patchbay/service-kit'
import { isNull } from 'drizzle-orm'
import { storeTarget } from './import/store-target.ts'
import type { Narrator } from './narration/narrator.ts'
import { books } from './schema/books.ts'

const text = 'The keeper of the lighthouse counted seven ships before the storm began, and wrote each name in her book.'

/** The library as it is tried out: a book of one sentence that belongs to nobody. */
export const libraryProof: ServiceProof = { rehearse, checkSeed }

/** Whoever is asked to read aloud while the library is tried out: what is asked for is in the store, and nobody begins. */
export const rehearsalNarrator: Narrator = {
  voices: async () => ({
    list: () => [
      {
        voiceId: 'rehearsal',
        name: 'Rehearsal',
        language: 'en',
        engine: 'none',
        sampleRateHz: 24_000,
        ready: true,
      },
    ],
    speak() {
      throw new Error('Nothing is spoken in a rehearsal.')
    },
  }),
  start: async () => {},
  stop: async () => {},
}

async function rehearse(tx: Database, now: () => Date): Promise<Rehearsal> {
  const target = storeTarget(tx, REHEARSAL_USER, now)
  const { job_id } = await target.begin({
    source_name: 'verify.txt',
    source_sha256: createHash('sha256').update(text).digest('hex'),
    format: 'text',
    title: 'A Trial of the Library',
    author: null,
    language: 'en',
    positions: 'estimated',
  })
  await target.add(job_id, {
    from: 0,
    passages: [{ chapter: 1, chapter_title: 'One', text, position_s: 0, end_s: 10 }],
  })
  await target.finish(job_id)
  const of = { job_id }
  return {
    asker: { userId: REHEARSAL_USER },
    calls: [
      { tool: 'set_progress', args: { ...of, position_s: 10 } },
      { tool: 'get_progress', args: of },
      { tool: 'search_library', args: { query: 'lighthouse' } },
      { tool: 'search_job', args: { ...of, query: 'lighthouse' } },
      { tool: 'ask_job_question', args: { ...of, question: 'How many ships did the keeper count?' } },
      { tool: 'tutor_chat', args: { ...of, user_message: 'Who counted the ships?' } },
      { tool: 'xray_lookup', args: { ...of, query: 'lighthouse keeper' } },
      { tool: 'opening_lecture', args: of },
      { tool: 'narrate_book', args: of },
    ],
  }
}

async function checkSeed(db: Database): Promise<string> {
  const shared = await db.select({ title: books.title, state: books.state }).from(books).where(isNull(books.ownerId))
  const ready = shared.filter(({ state }) => state === 'ready')
  if (ready.length > 0 && ready.length === shared.length) return ready.map(({ title }) => title).join(', ')
  throw new Error(
    shared.length === 0
      ? 'none of the demonstration’s books is there. Start the gateway with DEMO=1 to import them, or set DEMO=0.'
      : `of ${shared.length} books, ${shared.length - ready.length} are not imported to the end. Start the gateway: it goes on with them.`,
  )
}
