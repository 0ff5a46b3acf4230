import type { ChapterPassages } from '@patchbay/contract'

type Passage = ChapterPassages['passages'][number]

/**
 * What of a chapter the reader has heard to its end, and what lies ahead. Without a place nothing does.
 *
 * @param heardS - The reader's place, in seconds.
 */
export function splitChapter(
  passages: readonly Passage[],
  heardS: number | null,
): { heard: Passage[]; ahead: Passage[] } {
  const isHeard = ({ end_s }: Passage) => heardS === null || end_s <= heardS
  return { heard: passages.filter(isHeard), ahead: passages.filter((passage) => !isHeard(passage)) }
}
