import type { Turn } from '@patchbay/contract'

/** One list, oldest first, of turns that were fetched and turns that the event stream told of; either may know more. */
export function mergeTurns(fetched: readonly Turn[], told: readonly Turn[]): Turn[] {
  const byId = new Map(fetched.map((turn) => [turn.id, turn]))
  for (const turn of told) {
    if (!byId.get(turn.id)?.interrupted) byId.set(turn.id, turn)
  }
  return [...byId.values()].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
}
