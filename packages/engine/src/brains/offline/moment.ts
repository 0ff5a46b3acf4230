import type { Item } from './facts.ts'
import { dayIn } from './zoned-day.ts'

/** A day and a time on a clock on the wall. */
export interface Moment {
  /** `YYYY-MM-DD` */
  day: string
  hour: number
  minute: number
}

const instant = /^(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/

/** Reads an ISO 8601 time: with an offset as its own wall has it, in UTC as the person's has it. */
export function readMoment(value: unknown, timezone: string): Moment | undefined {
  const [, day, hour, minute, zone] = (typeof value === 'string' && instant.exec(value)) || []
  if (day === undefined || typeof value !== 'string') return undefined
  if (zone !== 'Z') return { day, hour: Number(hour), minute: Number(minute) }
  const date = new Date(value)
  const [h, m] = new Intl.DateTimeFormat('en-GB', { timeZone: timezone, timeStyle: 'short' }).format(date).split(':')
  return { day: dayIn(timezone, date), hour: Number(h), minute: Number(m) }
}

/** When an item happens: its first time, as it begins before it ends. */
export function momentOf(item: Item, timezone: string): Moment | undefined {
  for (const value of Object.values(item)) {
    const moment = readMoment(value, timezone)
    if (moment) return moment
  }
  return undefined
}
