import { expect, test } from 'vitest'
import { formatArguments, formatResult } from './format-arguments.ts'

test('arguments read as names and values', () => {
  expect(formatArguments({ member_id: 12345, sport: 'surf', target_hours: ['07:00'], level: null })).toBe(
    'member_id 12345 · sport surf · target_hours ["07:00"] · level null',
  )
  expect(formatArguments({})).toBe('')
})

test('an answer in JSON is indented, and one that was cut or is plain text is left alone', () => {
  expect(formatResult('{"booking_id":57}')).toBe('{\n  "booking_id": 57\n}')
  expect(formatResult('{"sessions":[{"session_id":')).toBe('{"sessions":[{"session_id":')
  expect(formatResult('No spots left.')).toBe('No spots left.')
})
