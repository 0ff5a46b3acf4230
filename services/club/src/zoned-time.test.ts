import { checkProperty } from '@patchbay/test-support/property'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, dateAt, daysBetween, instantAt, startOfDay, zonedIso } from './zoned-time.ts'

describe('civil time in a zone', () => {
  test('an instant is written with the offset of its zone', () => {
    const instant = new Date('2026-11-22T12:00:00Z')
    expect(zonedIso(instant, 'America/Sao_Paulo')).toBe('2026-11-22T09:00:00-03:00')
    expect(zonedIso(instant, 'Asia/Kathmandu')).toBe('2026-11-22T17:45:00+05:45')
    expect(zonedIso(instant, 'UTC')).toBe('2026-11-22T12:00:00+00:00')
    expect(zonedIso(instant, 'America/St_Johns')).toBe('2026-11-22T08:30:00-03:30')
  })

  test('the offset follows daylight saving', () => {
    expect(zonedIso(new Date('2026-07-01T12:00:00Z'), 'America/New_York')).toBe('2026-07-01T08:00:00-04:00')
    expect(zonedIso(new Date('2026-12-01T12:00:00Z'), 'America/New_York')).toBe('2026-12-01T07:00:00-05:00')
  })

  test('the date is the one on the zone’s calendar', () => {
    const instant = new Date('2026-11-22T01:30:00Z')
    expect(dateAt(instant, 'America/Sao_Paulo')).toBe('2026-11-21')
    expect(dateAt(instant, 'Asia/Tokyo')).toBe('2026-11-22')
  })

  test('nine in the morning is nine in the morning on either side of a clock change', () => {
    expect(instantAt('2026-10-31', '09:00', 'America/New_York')).toEqual(new Date('2026-10-31T13:00:00Z'))
    expect(instantAt('2026-11-01', '09:00', 'America/New_York')).toEqual(new Date('2026-11-01T14:00:00Z'))
  })

  test('an hour that clocks show twice is the first, one that they skip comes after the change', () => {
    expect(instantAt('2026-11-01', '01:30', 'America/New_York')).toEqual(new Date('2026-11-01T05:30:00Z'))
    expect(instantAt('2026-03-08', '02:30', 'America/New_York')).toEqual(new Date('2026-03-08T07:30:00Z'))
  })

  test('a day begins at one where the clocks skip midnight', () => {
    // São Paulo changed its clocks at midnight until 2018.
    expect(startOfDay('2018-11-04', 'America/Sao_Paulo')).toEqual(new Date('2018-11-04T03:00:00Z'))
    expect(zonedIso(startOfDay('2018-11-04', 'America/Sao_Paulo'), 'America/Sao_Paulo')).toBe(
      '2018-11-04T01:00:00-02:00',
    )
  })

  test('dates are counted on the calendar', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28')
    expect(daysBetween('2026-11-21', '2026-12-04')).toBe(13)
  })

  test('every instant survives being written, and lies in the day that its date names', async () => {
    const zones = ['America/Sao_Paulo', 'America/New_York', 'Australia/Lord_Howe', 'Europe/Lisbon', 'Pacific/Apia']
    await checkProperty(
      'zoned time',
      fc.property(
        fc.integer({ min: Date.UTC(1980, 0) / 1_000, max: Date.UTC(2040, 0) / 1_000 }),
        fc.constantFrom(...zones),
        (seconds, zone) => {
          const instant = new Date(seconds * 1_000)
          expect(new Date(zonedIso(instant, zone))).toEqual(instant)
          const date = dateAt(instant, zone)
          expect(startOfDay(date, zone).getTime()).toBeLessThanOrEqual(instant.getTime())
          expect(dateAt(startOfDay(date, zone), zone)).toBe(date)
        },
      ),
    )
  })
})
