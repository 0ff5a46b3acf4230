import type { Call } from '@patchbay/contract'
import { formatDay } from '../../format/time.ts'

export interface CallGroup {
  heading: string
  calls: Call[]
}

/** The calls under headings: those that are live, then the others by the day they began, in the order given. */
export function groupCalls(calls: readonly Call[], now: Date): CallGroup[] {
  const groups = Map.groupBy(calls, (call) => (call.endedAt === null ? 'Live now' : formatDay(call.startedAt, now)))
  const live = groups.get('Live now')
  groups.delete('Live now')
  const past = [...groups].map(([heading, ofDay]) => ({ heading, calls: ofDay }))
  return live ? [{ heading: 'Live now', calls: live }, ...past] : past
}
