/** A tool's arguments on one line: `member_id 12345 · sport surf`. */
export function formatArguments(args: Record<string, unknown>): string {
  return Object.entries(args)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' · ')
}

/** A tool's answer for reading: JSON is indented, any other text stays as it is. */
export function formatResult(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
