import { readFile } from 'node:fs/promises'
import { bookLanguage } from '@patchbay/contract'
import * as z from 'zod'

const asked = z.object({ language: bookLanguage, book: z.string(), question: z.string() })
const questions = z.object({
  questions: z.array(asked.extend({ chapter: z.int() })),
  adversarial: z.array(
    asked.extend({ kind: z.enum(['absent', 'ahead', 'leading']), heard_until_chapter: z.int(), why: z.string() }),
  ),
})
export type Questions = z.infer<typeof questions>

/** The written questions over the demonstration's books, with the chapter that answers each. */
export async function readQuestions(): Promise<Questions> {
  const file = new URL('../../evaluation/questions.json', import.meta.url)
  return questions.parse(JSON.parse(await readFile(file, 'utf8')))
}
