import { expect, test } from 'vitest'
import { dateIn, formatAgo, formatDate, formatDay, formatTime } from './time.ts'

const local = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString()

test('a day is named from where the reader stands', () => {
  const now = new Date(2026, 10, 21, 0, 30)
  expect(formatDay(local(2026, 10, 21, 0, 5), now)).toBe('Today')
  expect(formatDay(local(2026, 10, 20, 23, 59), now)).toBe('Yesterday')
  expect(formatDay(local(2026, 10, 19, 12, 0), now)).toBe('Thursday 19 November')
  expect(formatDay(local(2025, 10, 19, 12, 0), now)).toBe('Wednesday, 19 November 2025')
})

test('time that has passed is told in the largest unit that fits', () => {
  const now = new Date('2026-11-21T12:00:00Z')
  expect(formatAgo('2026-11-21T11:59:31Z', now)).toBe('just now')
  expect(formatAgo('2026-11-21T11:56:00Z', now)).toBe('4 min ago')
  expect(formatAgo('2026-11-21T08:10:00Z', now)).toBe('3 h ago')
  expect(formatAgo('2026-11-01T12:00:00Z', now)).toBe('1 Nov 2026')
})

test('a session keeps the date and time of the club, wherever it is read', () => {
  const late = '2026-11-22T01:30:00Z'
  expect(dateIn('America/Sao_Paulo', late)).toBe('2026-11-21')
  expect(formatTime(late, 'America/Sao_Paulo')).toBe('22:30')
  expect(formatTime('2026-11-22T03:00:00Z', 'America/Sao_Paulo')).toBe('00:00')
})

test('a date without a time is never shifted by a zone', () => {
  expect(formatDate('2026-11-22', { day: 'numeric', month: 'long' })).toBe('22 November')
})
