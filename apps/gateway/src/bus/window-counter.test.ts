import { expect, test } from 'vitest'
import { createWindowCounter } from './window-counter.ts'

test('a key may be used so often in a minute from its first use, and no other key pays for it', () => {
  let time = 1_000_000
  const counter = createWindowCounter(2, () => time)
  expect([counter.consume('ana'), counter.consume('ana'), counter.consume('ana')]).toEqual([0, 0, 60])
  expect(counter.consume('rui')).toBe(0)
  time += 59_001
  // Less than a second is said as one.
  expect(counter.consume('ana')).toBe(1)
  time += 999
  expect([counter.consume('ana'), counter.consume('ana'), counter.consume('ana')]).toEqual([0, 0, 60])
  time += 30_000
  expect(counter.consume('ana')).toBe(30)
})

test('keys that never come again are forgotten', () => {
  let time = 0
  const counter = createWindowCounter(1, () => time)
  for (let key = 0; key < 1_000; key += 1) counter.consume(String(key))
  expect(counter.size).toBe(1_000)
  time = 60_000
  counter.consume('ana')
  expect(counter.size).toBe(1)
})
