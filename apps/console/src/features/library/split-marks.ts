/** Splits an excerpt at its marks: what stands between `**` matched the search. */
export function splitMarks(excerpt: string): { text: string; isMatch: boolean }[] {
  return excerpt
    .split('**')
    .map((text, at) => ({ text, isMatch: at % 2 === 1 }))
    .filter(({ text }) => text !== '')
}
