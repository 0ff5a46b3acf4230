/** As much of a reason as fits on a line. */
const MOST_CHARACTERS = 300

/** @returns The reason on one line. Of a failed query, the database's own: the query's says its parameters, which are anybody's data. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error).slice(0, MOST_CHARACTERS)
  // What could not be cleared away after a failure fails for its sake.
  if (error instanceof SuppressedError) return messageOf(error.suppressed)
  if (error.message.startsWith('Failed query') && error.cause !== undefined) return messageOf(error.cause)
  return (error.message || error.name).replaceAll(/\s+/g, ' ').slice(0, MOST_CHARACTERS)
}
