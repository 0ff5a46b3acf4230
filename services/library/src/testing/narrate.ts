import { narration, type Narration } from '@patchbay/contract'
import { expect } from 'vitest'
import type { NarratingVoices, Narrator } from '../narration/narrator.ts'
import { openNarrationRunner } from '../narration/open-narration-runner.ts'
import { openLibrary, type Library } from '../open-library.ts'
import type { TestLibrary } from './open-test-library.ts'
import { english } from './texts.ts'

export const owner = { userId: 1, scopes: ['tools:call'] as const }

/** What tests of narrations do in a library. */
export function narrate(library: TestLibrary) {
  const errors: unknown[] = []
  return {
    /** What went wrong in the runners. */
    errors,

    openRunner(voices: NarratingVoices, { holder = 'one', alone = false } = {}) {
      return openNarrationRunner({
        db: library.db,
        voices: async () => voices,
        now: library.now,
        holder,
        alone,
        resumes: true,
        onError: (error) => errors.push(error),
      })
    },

    openFor: (narrator: Narrator | undefined) => openLibrary({ db: library.db, now: library.now, narrator }),

    /** A book of its own for the user 1, of four chapters, each a passage. */
    async newBook(title: string): Promise<string> {
      return (await library.add(`${title}.txt`, english.replace('The Salt Garden', title))).job_id
    },
  }
}

/** Waits until a book's narration is in a state: the one by a voice, else the first. */
export async function untilIs(books: Library, jobId: string, state: Narration['state'], voiceId?: string) {
  const find = async () => {
    const { narrations: all } = await books.narrations(owner, jobId)
    return all.find((each) => voiceId === undefined || each.voice_id === voiceId)
  }
  await expect.poll(async () => (await find())?.state, { timeout: 60_000 }).toBe(state)
  return narration.parse(await find())
}

/** A chapter as whoever has the book hears it. */
export async function fileOf(books: Library, jobId: string, chapter: number) {
  const audio = await books.chapterAudio(owner, jobId, chapter, undefined)
  return { audio, file: Buffer.concat(await Array.fromAsync(audio.read(0, audio.bytes))) }
}
