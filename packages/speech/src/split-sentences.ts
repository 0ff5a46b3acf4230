// The rules are the same for every language but Greek, and a tag from outside may be no locale.
const sentences = new Intl.Segmenter('en', { granularity: 'sentence' })

/** A full stop that ends a word and no sentence. */
const abbreviation =
  /(?:^|[\s("'])(?:\p{Lu}|Mr|Mrs|Ms|Dr|Dra|Drs|Prof|Profa|Sr|Sra|Srta|Jr|St|Av|No|Nr|vs|etc|e\.g|i\.e|p\.ex|[ap]\.m)\.\s*$/u

/** Splits a text at the ends of its sentences. Nothing is left out: joined, the parts are the text. */
export function* splitSentences(text: string): Generator<string, void> {
  let held = ''
  for (const { segment } of sentences.segment(text)) {
    held += segment
    if (abbreviation.test(held)) continue
    yield held
    held = ''
  }
  if (held !== '') yield held
}
