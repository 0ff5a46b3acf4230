import { readFile } from 'node:fs/promises'
import { bookLanguage } from '@patchbay/contract'
import * as z from 'zod'

const asked = z.object({ language: bookLanguage, book: z.string(), question: z.string() })
const questions = z.object({
  /** With the chapter that answers, and words of the book of which a right answer has one. */
  questions: z.array(asked.extend({ chapter: z.int(), says: z.array(z.string()).min(1) })),
  adversarial: z.array(
    asked.extend({ kind: z.enum(['absent', 'ahead', 'leading']), heard_until_chapter: z.int(), why: z.string() }),
  ),
})
export type Questions = z.infer<typeof questions>

/** Those that weights and thresholds were chosen by, and those that were written before and looked at after. */
export const questionSets = ['tuned', 'held-out'] as const
export type QuestionSet = (typeof questionSets)[number]

/** The written questions over the demonstration's books. */
export async function readQuestions(set: QuestionSet): Promise<Questions> {
  const file = new URL(`../../evaluation/${set}.json`, import.meta.url)
  return questions.parse(JSON.parse(await readFile(file, 'utf8')))
}
