import { expect, test } from 'vitest'
import { formatClock, formatDuration, formatLength } from './duration.ts'

test('a duration takes the unit that reads best', () => {
  expect([0, 7.4, 412, 3_249].map(formatDuration)).toEqual(['0 ms', '7 ms', '412 ms', '3,249 ms'])
  expect([10_000, 12_449, 59_900].map(formatDuration)).toEqual(['10.0 s', '12.4 s', '59.9 s'])
  expect([60_000, 125_000, 3_725_000].map(formatDuration)).toEqual(['1:00', '2:05', '1:02:05'])
})

test('rounding never shows the next unit as a full old one', () => {
  expect(formatDuration(9_999.6)).toBe('10.0 s')
  expect(formatDuration(59_960)).toBe('0:59')
})

test('a clock that is ahead counts as no time at all', () => {
  expect(formatDuration(-250)).toBe('0 ms')
  expect(formatClock(-1)).toBe('0:00')
})

test('a recording has no milliseconds', () => {
  expect([-1, 420, 7_530, 59_900, 59_960, 125_000].map(formatLength)).toEqual([
    '0.0 s',
    '0.4 s',
    '7.5 s',
    '59.9 s',
    '0:59',
    '2:05',
  ])
})
