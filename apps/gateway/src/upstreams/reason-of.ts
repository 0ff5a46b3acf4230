/** Why, in words: the innermost cause that has some. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof AggregateError && error.message === '') return reasonOf(error.errors[0])
  if (error.cause instanceof Error && (error.message.endsWith('fetch failed') || error.message === ''))
    return reasonOf(error.cause)
  return error.message.slice(0, 500)
}

/** The codes of an error and of everything that caused it. */
export function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return []
  const own = 'code' in error ? [String(error.code)] : []
  const inside = error instanceof AggregateError ? error.errors.flatMap(codesOf) : []
  return [...own, ...inside, ...codesOf(error.cause)]
}
