import { randomFillSync } from 'node:crypto'

const RANDOM_BYTES = 5

/** Random bytes are fetched many at once: each fetch costs more than the bytes. */
const pool = Buffer.alloc(RANDOM_BYTES * 800)
let used = pool.length

function randomHex(): string {
  if (used >= pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += RANDOM_BYTES
  return pool.toString('hex', used - RANDOM_BYTES, used)
}

/** Ids whose order is the order in which they were made, also within one millisecond. */
export function createIds(prefix: string, now: () => number): () => string {
  let last = 0
  let lastText = ''
  let count = 0
  return () => {
    const time = Math.max(last, now())
    count = time === last ? count + 1 : 0
    if (count === 0) lastText = prefix + time.toString(36).padStart(9, '0')
    last = time
    return `${lastText}${count.toString(36).padStart(4, '0')}${randomHex()}`
  }
}
