type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** What is named, without what is there as nothing: that stays as it was. */
export function withoutAbsent<T extends object>(change: T): Present<T> {
  // The same members, but those that are nothing.
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Present<T>
}
