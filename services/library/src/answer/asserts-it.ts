import type { BookLanguage } from '@patchbay/contract'

/** Words of a clause that says what is not so, or what only may be. */
const doubts: Record<BookLanguage, RegExp> = {
  en: /\b(?:not|no|never|nobody|nothing|none|neither|nor|without|could|would|should|might|must|may|if|unless|whether)\b|n['’]t\b/i,
  pt: /^[^\p{L}]*se(?!\p{L})|(?<!\p{L})(?:não|nunca|ninguém|nada|nenhum|nenhuma|nem|sem|se fosse|poderia|podia|talvez|quem dera)(?!\p{L})/iu,
}

/** Whoever is to find out, ask or guess does not say: "to know who had opened it". */
const indirect: Record<BookLanguage, RegExp> = {
  en: /\b(?:know|knows|knew|ask|asks|asked|wonder|wonders|wondered|guess|guessed|see|find out)\s+(?:who|what|where|when|why|how|which)\b/i,
  pt: /(?<!\p{L})(?:saber|sabe|sabia|perguntar|pergunta|perguntou|descobrir|adivinhar|ver)\s+(?:quem|onde|quando|como|porque|qual|quant[oa]s?|o que|que)(?!\p{L})/iu,
}

/** Before a noun that ends as a conditional does: `a padaria`. */
const determiner =
  '(?:[oa]s?|d[oa]s?|n[oa]s?|à|às|pel[oa]s?|uma?s?|numa|duma|minha|tua|sua|nossa|est[ae]|ess[ae]|cada|de|em|toda|outra)'
/** `fecharia`, `seriam`, `entregá-las-ia`. */
const conditional = new RegExp(
  `(?<!(?<!\\p{L})${determiner}\\s+)(?<!\\p{L})\\p{Ll}+(?:[aei]ria|-(?:l[oa]s?|lhes?|me|se|nos)-ia)(?:m|s|mos)?(?!\\p{L})`,
  'u',
)

/** Whether a clause says that something is so, and not that it is not, may be or is asked. */
export function assertsIt(clause: string, language: BookLanguage): boolean {
  return isCertain(clause, language) && !indirect[language].test(clause)
}

/** Whether it speaks of what is so, or asks about it, and not of what is not or may be. */
export function isCertain(clause: string, language: BookLanguage): boolean {
  return !doubts[language].test(clause) && (language !== 'pt' || !conditional.test(clause))
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
