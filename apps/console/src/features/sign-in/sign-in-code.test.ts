import { expect, test } from 'vitest'
import { signInCodeOf } from './sign-in-code.ts'

test('a pasted link and a pasted code both give the code', () => {
  expect(signInCodeOf('http://localhost:8000/sign-in#code=aB3_-x')).toBe('aB3_-x')
  expect(signInCodeOf('  aB3_-x\n')).toBe('aB3_-x')
})

test('what carries no code gives none', () => {
  expect(signInCodeOf('')).toBeNull()
  expect(signInCodeOf('http://localhost:8000/sign-in')).toBeNull()
  expect(signInCodeOf('http://localhost:8000/sign-in#code=')).toBeNull()
  expect(signInCodeOf('npx patchbay sign-in')).toBeNull()
})
