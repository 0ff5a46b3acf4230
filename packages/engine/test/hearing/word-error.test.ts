import { expect, it } from 'vitest'
import { errorRate, wordError } from './word-error.ts'

it.each([
  ['Good morning.', 'good morning', 0],
  ['Good morning.', 'good evening', 1],
  ['one two three', 'one three', 1],
  ['one two three', 'one two and three', 1],
  ['one two three', '', 3],
  ['send an email', 'Send an e-mail!', 0],
])('counts what differs between %j and %j: %i', (text, heard, errors) => {
  expect(wordError(text, heard).errors).toBe(errors)
})

it('weighs longer texts more', () => {
  expect(errorRate([wordError('a b c', 'a b c'), wordError('d', 'e')])).toBe(0.25)
})
