/** @returns The month of a moment, UTC: `2026-11`. */
export function periodOf(at: Date): string {
  return at.toISOString().slice(0, 7)
}

/** @returns When the month after it begins. */
export function startOfNext(at: Date): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1))
}
