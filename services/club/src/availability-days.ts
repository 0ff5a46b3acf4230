import { ToolError } from '@patchbay/service-kit'
import { addDays, dateAt, daysBetween } from './zoned-time.ts'

export interface DaysAsked {
  date?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

const mostDays = 14
const defaultDays = 7

/**
 * The first and the last day that were asked for, both included: one date, a range, or the next seven days.
 *
 * @throws ToolError that says what is wrong with the days, and what today is: a model in a call may not know.
 */
export function availabilityDays(asked: DaysAsked, now: Date, timezone: string): { first: string; last: string } {
  const today = dateAt(now, timezone)
  if (asked.date !== undefined && (asked.from !== undefined || asked.to !== undefined)) {
    throw new ToolError('Give either date or from and to, not both.')
  }
  const first = asked.date ?? asked.from ?? today
  const last = asked.date ?? asked.to ?? addDays(first, defaultDays - 1)
  if (last < today) throw new ToolError(`${last} is in the past. Today is ${today}.`)
  if (first > last) throw new ToolError(`from (${first}) is after to (${last}). Today is ${today}.`)
  if (daysBetween(first, last) >= mostDays) {
    throw new ToolError(`${first} to ${last} is more than ${mostDays} days. Ask for ${mostDays} days at most.`)
  }
  return { first, last }
}
