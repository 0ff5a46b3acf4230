/** How long nothing more is said of the same, in ms. */
const QUIET_MS = 60_000

/** Subjects that are remembered; behind that the oldest is said again. */
const MAX_SUBJECTS = 1_000

/** @returns Whether it is time to speak of a subject (again): what goes on for a while is told of once a minute. */
export function createOnceAWhile(now: () => number): (subject: string) => boolean {
  const told = new Map<string, number>()
  return (subject) => {
    const at = now()
    if ((told.get(subject) ?? -Infinity) + QUIET_MS > at) return false
    told.delete(subject)
    told.set(subject, at)
    for (const oldest of told.keys()) {
      if (told.size <= MAX_SUBJECTS) break
      told.delete(oldest)
    }
    return true
  }
}
