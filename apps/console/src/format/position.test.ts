import { expect, test } from 'vitest'
import { formatPosition, readPosition } from './position.ts'

test('a place in a narration always has its hours', () => {
  expect([0, 7.9, 425, 3_725, 36_000, -1].map(formatPosition)).toEqual([
    '0:00:00',
    '0:00:07',
    '0:07:05',
    '1:02:05',
    '10:00:00',
    '0:00:00',
  ])
})

test('what is shown can be read again, and shorter forms too', () => {
  expect(['1:02:05', '62:05', '2:05', '125', ' 0:00:07 '].map(readPosition)).toEqual([3_725, 3_725, 125, 125, 7])
  expect(['', 'soon', '1:75', '1:75:00', '-5', '1:2:3:4', '1.5'].map(readPosition)).toEqual(Array(7).fill(null))
})
