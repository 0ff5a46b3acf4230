import type { BookLanguage } from '@patchbay/contract'

const called = String.raw`(?:(?:senhor|senhora|dona|padre|velho|velha|doutor|doutora|Dona|Mr\.?|Mrs\.?|Captain|Councillor)\s+)*`
const one = String.raw`${called}\p{Lu}\p{L}+(?:\s+\p{Lu}\p{L}+)*`
const name = String.raw`(?<name>${one}(?:\s+(?:and|e)\s+(?:[oa]\s+)?${one})?)`

/** `did Marit sell`, not `did Marit's father`; `was Wilf saving`, not `was Wilf hidden`. */
const english = new RegExp(
  String.raw`\b(?:(?:did|does|do)\s+(?:the\s+)?${name}(?!['’\p{L}])|(?:was|were|is|are)\s+${name.replace('<name>', '<going>')}(?=\s+\p{Ll}{2,}ing\b)|had\s+${name.replace('<name>', '<had>')}(?!['’\p{L}]))`,
  'u',
)
/** `vendeu a Leonor`, and `a Leonor vendeu`. */
const portuguese = [
  new RegExp(String.raw`(?<!\p{L})(?<verb>\p{Ll}{3,})\s+[oa]\s+${name}`, 'u'),
  new RegExp(String.raw`(?<!\p{L})[oa]\s+${name}\s+(?:(?:se|lhe|[oa])\s+)?(?<verb>\p{Ll}{3,})`, 'u'),
]

/**
 * The names of whoever did what a question asks about, in lower case; none where it asks who did, or names nobody.
 *
 * @param verbs - What happened, as `verbsOf` reads it.
 */
export function doerOf(question: string, verbs: ReadonlySet<string>, language: BookLanguage): string[] {
  const found = language === 'en' ? englishDoer(question) : portugueseDoer(question, verbs)
  return found?.match(/\p{Lu}\p{L}+/gu)?.map((each) => each.toLowerCase()) ?? []
}

function englishDoer(question: string): string | undefined {
  const { name: did, going, had } = english.exec(question)?.groups ?? {}
  return did ?? going ?? had
}

function portugueseDoer(question: string, verbs: ReadonlySet<string>): string | undefined {
  if (/(?<!\p{L})quem(?!\p{L})/iu.test(question)) return undefined
  for (const each of portuguese) {
    const { verb = '', name: found = '' } = each.exec(question)?.groups ?? {}
    // `levaram o Baltasar`: one person is not many.
    if (verbs.has(verb) && (!/(?:am|em)$/.test(verb) || / e /.test(found))) return found
  }
  return undefined
}
