// The console speaks English and counts hours to 24, whatever the browser's language: a log is read digit by digit.
const LOCALE = 'en-GB'

const formats = new Map<string, Intl.DateTimeFormat>()

/** Formats are costly to make and asked for in every row, so each is made once. */
function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options)
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(LOCALE, { hourCycle: 'h23', ...options })
  formats.set(key, made)
  return made
}

/** `14:31` of an ISO 8601 time, in the given IANA zone (the browser's when absent). */
export function formatTime(iso: string, timeZone?: string): string {
  return format({ hour: '2-digit', minute: '2-digit', ...inZone(timeZone) }).format(new Date(iso))
}

/** `14:31:07` in the browser's zone. */
export function formatTimeOfDay(iso: string): string {
  return format({ hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(new Date(iso))
}

/** `19 Nov 2026, 14:31:07` in the browser's zone. */
export function formatMoment(iso: string): string {
  const day = format({ day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(iso))
  return `${day}, ${formatTimeOfDay(iso)}`
}

/** `Today`, `Yesterday` or `Thursday 19 November` (with the year when it is another), in the browser's zone. */
export function formatDay(iso: string, now: Date): string {
  const day = new Date(iso)
  const daysAgo = Math.round((midnight(now) - midnight(day)) / 86_400_000)
  if (daysAgo === 0) return 'Today'
  if (daysAgo === 1) return 'Yesterday'
  const year = day.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const)
  return format({ weekday: 'long', day: 'numeric', month: 'long', ...year }).format(day)
}

/** `just now`, `4 min ago`, `3 h ago`, else the day and time. */
export function formatAgo(iso: string, now: Date): string {
  const minutes = Math.floor((now.getTime() - Date.parse(iso)) / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} min ago`
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ago`
  return format({ day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(iso))
}

/** The date `YYYY-MM-DD` on which an ISO 8601 time falls in an IANA zone. */
export function dateIn(timeZone: string, iso: string): string {
  const parts = format({ year: 'numeric', month: '2-digit', day: '2-digit', timeZone }).formatToParts(new Date(iso))
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((found) => found.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}`
}

/** A date `YYYY-MM-DD` in words, as the options say; a date has no zone, so none shifts it. */
export function formatDate(date: string, options: Intl.DateTimeFormatOptions): string {
  return format({ ...options, timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`))
}

function midnight(day: Date): number {
  return Date.UTC(day.getFullYear(), day.getMonth(), day.getDate())
}

function inZone(timeZone: string | undefined): Intl.DateTimeFormatOptions {
  return timeZone === undefined ? {} : { timeZone }
}
