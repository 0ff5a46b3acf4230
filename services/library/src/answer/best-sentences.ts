/** A quotation ends with the sentence that brings it to so many words. */
const ENOUGH_WORDS = 25

/**
 * The sentence of a passage in which most words match, and the next ones while it is short.
 *
 * @param marked - The passage, with the words that match between `**`.
 */
export function bestSentences(marked: string): string {
  const sentences = marked.split(/(?<=[.!?…]["'”’»)\]*]*)\s+/u)
  const matches = sentences.map((sentence) => new Set(sentence.toLowerCase().match(/\*\*[^*]+\*\*/g)).size)
  // Two short sentences, an event and its outcome, say more together.
  const first = matches
    .map((count, index) => ({ index, worth: count + 0.5 * (matches[index + 1] ?? 0) }))
    .toSorted((a, b) => b.worth - a.worth || a.index - b.index)[0]?.index
  const quoted: string[] = []
  let words = 0
  for (const sentence of sentences.slice(first ?? 0)) {
    if (words >= ENOUGH_WORDS) break
    quoted.push(sentence)
    words += sentence.split(' ').length
  }
  return quoted.join(' ').replaceAll('**', '')
}
