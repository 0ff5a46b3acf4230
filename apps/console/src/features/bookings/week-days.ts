const DAY_MS = 86_400_000

/** The date so many days after another, both `YYYY-MM-DD`. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}

/** The seven dates from `from` on. */
export function weekDays(from: string): string[] {
  return Array.from({ length: 7 }, (_, day) => addDays(from, day))
}
