import type { BookLanguage } from '@patchbay/contract'

/** Words of a clause that says what is not so, or what only may be. */
const doubts: Record<BookLanguage, RegExp> = {
  en: /\b(?:not|no|never|nobody|nothing|none|neither|nor|without|could|would|should|might|must|may|if|unless|whether)\b|n['’]t\b/i,
  pt: /^[^\p{L}]*se(?!\p{L})|(?<!\p{L})(?:não|nunca|ninguém|nada|nenhum|nenhuma|nem|sem|se fosse|poderia|podia|talvez|quem dera)(?!\p{L})/iu,
}

/** Whether a clause says that something is so, and not that it is not or may be. */
export function assertsIt(clause: string, language: BookLanguage): boolean {
  return !doubts[language].test(clause)
}

/** A sentence's clauses, each with the place of its first word. */
export function clausesOf(sentence: string): { text: string; from: number; to: number }[] {
  let from = 0
  return sentence.split(/(?<=[,;:—–.!?)\]"”])\s+|\s+(?=—)|\s+(?=(?:but|and|or|mas|e|ou)\s)/u).map((text) => {
    const count = text.match(/[\p{L}\d]+/gu)?.length ?? 0
    const clause = { text, from, to: from + count }
    from += count
    return clause
  })
}
