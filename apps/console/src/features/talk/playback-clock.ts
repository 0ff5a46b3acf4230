/** An item that was stopped before its end. */
export interface Cut {
  itemId: string
  /** How much of it was heard, in whole ms: never more than there is. */
  heardMs: number
}

interface Item {
  id: string
  /** When its audio is heard, in seconds of the audio clock; more than one stretch where the audio came too late. */
  stretches: { fromS: number; toS: number }[]
}

/**
 * Lays pieces of audio end to end on an audio clock, and knows how much of each item was heard at a given time. It
 * plays nothing itself. All times are seconds of that one clock.
 */
export class PlaybackClock {
  private items: Item[] = []

  /**
   * Takes the next place for a piece.
   *
   * @param earliestS - It cannot be heard before.
   * @returns When it starts.
   */
  schedule(itemId: string, durationS: number, earliestS: number): number {
    const last = this.items.at(-1)?.stretches.at(-1)
    const fromS = Math.max(last?.toS ?? 0, earliestS)
    const item = this.find(itemId)
    const before = item.stretches.at(-1)
    if (before?.toS === fromS) before.toS += durationS
    else item.stretches.push({ fromS, toS: fromS + durationS })
    return fromS
  }

  /** Forgets what was not heard by then. */
  cut(nowS: number): Cut[] {
    const unfinished = this.items.filter(({ stretches }) => stretches.some(({ toS }) => toS > nowS))
    this.items = []
    return unfinished.map(({ id, stretches }) => ({
      itemId: id,
      heardMs: Math.floor(
        stretches.reduce((sum, { fromS, toS }) => sum + Math.max(0, Math.min(nowS, toS) - fromS), 0) * 1000,
      ),
    }))
  }

  private find(id: string): Item {
    const known = this.items.find((item) => item.id === id)
    if (known) return known
    const item: Item = { id, stretches: [] }
    this.items.push(item)
    return item
  }
}
