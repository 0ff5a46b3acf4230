import { randomBytes } from 'node:crypto'

/** Ids whose order is the order in which they were made, also within one millisecond. */
export function createIds(prefix: string, now: () => number): () => string {
  let last = 0
  let count = 0
  return () => {
    const time = Math.max(last, now())
    count = time === last ? count + 1 : 0
    last = time
    return `${prefix}${time.toString(36).padStart(9, '0')}${count.toString(36).padStart(4, '0')}${randomBytes(5).toString('hex')}`
  }
}
