/** How long each answer was on the wire, where it came over one: nobody has to write it out again to know. */
const sizes = new WeakMap<object, number>()

/** @param bytes - Of the answer's JSON, as it came. */
export function rememberSize(result: object, bytes: number): void {
  sizes.set(result, bytes)
}

/** @returns The size of an answer's JSON in bytes, where its upstream has seen it. */
export function sizeOf(result: object): number | undefined {
  return sizes.get(result)
}
