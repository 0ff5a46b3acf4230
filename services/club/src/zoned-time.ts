/**
 * Civil time in an IANA zone, with daylight saving as the zone has it. Dates are `YYYY-MM-DD`, times `HH:MM`,
 * instants `Date`.
 */

const minuteMs = 60_000
const dayMs = 86_400_000

/** The instant as ISO 8601 with the zone's offset, to the second: `2026-11-22T09:00:00-03:00`. */
export function zonedIso(instant: Date, timezone: string): string {
  const offset = offsetMs(instant.getTime(), timezone)
  const civil = new Date(instant.getTime() + offset).toISOString().slice(0, 19)
  const minutes = Math.abs(offset) / minuteMs
  const hours = String(Math.floor(minutes / 60)).padStart(2, '0')
  return `${civil}${offset < 0 ? '-' : '+'}${hours}:${String(minutes % 60).padStart(2, '0')}`
}

/** The date on the zone's calendar at that instant. */
export function dateAt(instant: Date, timezone: string): string {
  return new Date(instant.getTime() + offsetMs(instant.getTime(), timezone)).toISOString().slice(0, 10)
}

/**
 * The instant at which the zone's clocks show this date and time. A time that they show twice is the first of the two;
 * one that they skip counts on from before the change, and so comes after it.
 */
export function instantAt(date: string, time: string, timezone: string): Date {
  const civil = Date.parse(`${date}T${time}:00Z`)
  const before = civil - offsetMs(civil - dayMs, timezone)
  const after = civil - offsetMs(civil + dayMs, timezone)
  const shown = [before, after].filter((instant) => instant + offsetMs(instant, timezone) === civil)
  return new Date(shown.length > 0 ? Math.min(...shown) : before)
}

/** The first instant of the date in the zone, also where clocks skip midnight. */
export function startOfDay(date: string, timezone: string): Date {
  return instantAt(date, '00:00', timezone)
}

/** Calendar arithmetic: `addDays('2026-02-28', 1)` is `2026-03-01`. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10)
}

/** How many days `to` lies after `from`. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / dayMs
}

/** East of Greenwich is positive. `longOffset` reads `GMT`, `GMT-03:00` or, for old dates, `GMT-03:06:28`. */
function offsetMs(instant: number, timezone: string): number {
  const name =
    offsetFormat(timezone)
      .formatToParts(instant)
      .find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const [, sign, hours, minutes, seconds] = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(name) ?? []
  if (sign === undefined) return 0
  const size = Number(hours) * 60 * minuteMs + Number(minutes) * minuteMs + Number(seconds ?? 0) * 1_000
  return sign === '-' ? -size : size
}

/** One a zone: a formatter takes longer to make than to use. */
const formats = new Map<string, Intl.DateTimeFormat>()

function offsetFormat(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-US', { timeZone: timezone, timeZoneName: 'longOffset' })
  formats.set(timezone, format)
  return format
}
