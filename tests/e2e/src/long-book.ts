/** Paragraphs of one chapter. */
const PARAGRAPHS = 200

/** A text of at least so many bytes, as a file of a book is written; no two of its paragraphs are the same. */
export function longBook(title: string, bytes: number): string {
  const parts = [`Title: ${title}\nLanguage: en\n`]
  let size = 0
  for (let day = 1; size < bytes; day += 1) {
    const paragraphs = Array.from(
      { length: PARAGRAPHS },
      (_, hour) =>
        `On day ${day} of the road they had walked past ${hour} stones, and nobody in the company had slept. The rain came ` +
        `from the north, it was cold, and the lamp of house ${day * PARAGRAPHS + hour} was out. She said that the river was ` +
        'near, and he did not believe her at all.',
    )
    const chapter = `Chapter ${day}: Day ${day}\n${paragraphs.join('\n\n')}\n`
    parts.push(chapter)
    size += chapter.length
  }
  return parts.join('\n')
}

/** The words of such a text that are read aloud, without its header and headings. */
export function wordsOfBook(text: string): string {
  const body = text.replace(/^Title: .*\nLanguage: .*\n/, '').replaceAll(/^Chapter \d+: Day \d+$/gm, '')
  return body.replaceAll(/\s+/g, ' ').trim()
}
