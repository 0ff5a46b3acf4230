import type { Database } from '@patchbay/service-kit'
import { storeTarget } from '../import/store-target.ts'

const consonants = 'bcdfghjklmnprstvz'
const vowels = 'aeiou'

/** In words. */
const SENTENCE = 14

/** The word of a rank: rare words have high ranks, as in any language. */
function wordOf(rank: number): string {
  let word = ''
  for (let left = rank + 40; left > 0; left = Math.floor(left / 85)) {
    word += (consonants[left % 17] ?? '') + (vowels[Math.floor(left / 17) % 5] ?? '')
  }
  return word
}

/** Repeats itself, so that every run has the same library. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/**
 * Fills a library with one book of made-up words, whose frequencies fall as those of a language do (Zipf).
 *
 * @returns Queries of three words each, and what the import took: seconds, those of them that this process worked, and
 *   characters.
 */
export async function fillLibrary(
  db: Database,
  passages: number,
): Promise<{ queries: string[]; seconds: number; worked: number; characters: number }> {
  const random = createRandom(7)
  const word = () => wordOf(Math.floor(Math.exp(random() * Math.log(30_000))))
  const now = () => new Date('2026-11-21T13:00:00Z')
  const target = storeTarget(db, 1, now)
  const { job_id: jobId } = await target.begin({
    source_name: 'made.txt',
    source_sha256: 'b'.repeat(64),
    format: 'text',
    title: 'Made',
    author: null,
    language: 'en',
    positions: 'estimated',
  })
  const batch = 300
  let seconds = 0
  let worked = 0
  const timed = async (run: () => Promise<unknown>) => {
    const before = process.cpuUsage()
    const beganAt = performance.now()
    await run()
    seconds += (performance.now() - beganAt) / 1000
    const { user, system } = process.cpuUsage(before)
    worked += (user + system) / 1e6
  }
  let characters = 0
  for (let from = 0; from < passages; from += batch) {
    const made = Array.from({ length: Math.min(batch, passages - from) }, (_, index) => {
      const text = Array.from(
        { length: 85 },
        (_unused, at) => word() + (at % SENTENCE === SENTENCE - 1 ? '.' : ''),
      ).join(' ')
      characters += text.length
      const number = from + index
      return {
        chapter: Math.floor(number / 200) + 1,
        chapter_title: 'Part',
        text,
        position_s: number * 34,
        end_s: number * 34 + 34,
      }
    })
    await timed(() => target.add(jobId, { from, passages: made }))
  }
  await timed(() => target.finish(jobId))
  const queries = Array.from({ length: 40 }, () => [word(), word(), word()].join(' '))
  return { queries, seconds, worked, characters }
}
