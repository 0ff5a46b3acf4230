import { isItem, type Item } from './facts.ts'
import type { Language } from './detect-language.ts'
import { phrases } from './phrases.ts'
import { withoutMarks } from './speak-value.ts'

/** Members that are words to be said, in a tool's answer to a question. */
const spoken = ['answer', 'reply', 'lecture', 'summary'] as const

/** How much of an answer is said, in characters: a passage that is quoted is said whole. */
const most = 700

/**
 * An answer that is made to be said, with the chapter that it comes from where its own words leave that out; undefined
 * where a result has none.
 */
export function speakAnswer(data: Item, language: Language): string | undefined {
  const found = spoken.map((key) => data[key]).find((value) => typeof value === 'string' && value.trim() !== '')
  if (typeof found !== 'string') return undefined
  const words = withoutMarks(found)
  const told = words.length > most ? `${words.slice(0, words.lastIndexOf(' ', most))}…` : words.trim()
  const chapter = chapterOf(data)
  return chapter === undefined || /chapter|cap[ií]tulo/i.test(told)
    ? told
    : `${told} ${phrases(language).chapter} ${chapter}.`
}

/** The chapter of the first citation. */
function chapterOf({ citations }: Item): number | undefined {
  const first: unknown = Array.isArray(citations) ? citations[0] : undefined
  const chapter = isItem(first) ? first['chapter'] : undefined
  return typeof chapter === 'number' ? chapter : undefined
}
