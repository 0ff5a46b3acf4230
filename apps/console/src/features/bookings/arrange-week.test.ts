import type { ClubWeek } from '@patchbay/contract'
import { expect, test } from 'vitest'
import { arrangeWeek } from './arrange-week.ts'
import { addDays, weekDays } from './week-days.ts'

function session(
  session_id: number,
  starts_at: string,
  sport: 'surf' | 'tennis' = 'surf',
): ClubWeek['sessions'][number] {
  return {
    session_id,
    sport,
    starts_at,
    ends_at: starts_at,
    spots: 4,
    spots_left: 4,
    price: { amount_minor: 9000, currency: 'BRL' },
    bookings: [],
  }
}

const week: ClubWeek = {
  from: '2026-11-23',
  to: '2026-11-29',
  timezone: 'America/Sao_Paulo',
  sessions: [
    session(4, '2026-11-23T18:30:00-03:00', 'tennis'),
    session(3, '2026-11-23T07:00:00-03:00'),
    session(1, '2026-11-23T07:00:00-03:00', 'tennis'),
    // Already the 30th in UTC, still the 29th at the club.
    session(2, '2026-11-29T22:00:00-03:00'),
  ],
}

const ids = (sessions: { session_id: number }[]) => sessions.map(({ session_id }) => session_id)

test('a session stands on its day and time at the club', () => {
  const arranged = arrangeWeek(week, undefined)
  expect(arranged.times).toEqual(['07:00', '18:30', '22:00'])
  expect(ids(arranged.at('2026-11-23', '07:00'))).toEqual([1, 3])
  expect(ids(arranged.on('2026-11-23'))).toEqual([1, 3, 4])
  expect(ids(arranged.on('2026-11-29'))).toEqual([2])
  expect(arranged.on('2026-11-24')).toEqual([])
})

test('one sport leaves the other out, and its times too', () => {
  const surf = arrangeWeek(week, 'surf')
  expect(surf.times).toEqual(['07:00', '22:00'])
  expect(ids(surf.at('2026-11-23', '07:00'))).toEqual([3])
})

test('days are counted over months, years and leap days', () => {
  expect(weekDays('2026-12-29').at(-1)).toBe('2027-01-04')
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29')
  expect(addDays('2026-03-01', -7)).toBe('2026-02-22')
})
