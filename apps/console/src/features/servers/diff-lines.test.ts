import { describe, expect, it } from 'vitest'
import { diffLines } from './diff-lines.ts'

describe('two definitions, line by line', () => {
  it('have in common what is the same, and the rest in its order', () => {
    const lines = diffLines('a\nb\nc', 'a\nB\nc\nd')
    expect(lines.map(({ in: where, text }) => `${where} ${text}`)).toEqual([
      'both a',
      'before b',
      'after B',
      'both c',
      'after d',
    ])
  })
})
