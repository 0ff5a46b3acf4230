/** A map whose entries come and go with every call. */
export interface ShortLivedMap<Key extends string | number, Value> {
  readonly size: number
  get(key: Key): Value | undefined
  set(key: Key, value: Value): void
  /** @returns Whether it was there. */
  delete(key: Key): boolean
  values(): Value[]
}

/**
 * Makes a map that holds nothing of what was deleted from it.
 *
 * V8 links the table of a `Map` or `Set` that grew full to the one that follows it. A first one that is old is the beginning
 * of a chain which only a full collection ends, and each link holds all that was in it: with entries that come and go, nearly
 * every call, its request and its answer. Here the table has numbers only; what they stand for is in a list.
 */
export function createShortLivedMap<Key extends string | number, Value>(): ShortLivedMap<Key, Value> {
  const places = new Map<Key, number>()
  const values: (Value | undefined)[] = []
  const free: number[] = []
  return {
    get size() {
      return places.size
    },
    get(key) {
      const place = places.get(key)
      return place === undefined ? undefined : values[place]
    },
    set(key, value) {
      const place = places.get(key) ?? free.pop() ?? values.length
      places.set(key, place)
      values[place] = value
    },
    delete(key) {
      const place = places.get(key)
      if (place === undefined) return false
      places.delete(key)
      values[place] = undefined
      free.push(place)
      return true
    },
    values() {
      // Every place that a key has was filled.
      return Array.from(places.values(), (place) => values[place] as Value)
    },
  }
}
