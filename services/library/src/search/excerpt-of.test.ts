import { describe, expect, test } from 'vitest'
import { excerptOf } from './excerpt-of.ts'

describe('an excerpt', () => {
  test('begins and ends with whole sentences, around those that have the words', () => {
    const before =
      'The rain had stopped. Nobody was about, and the lane lay quiet under its hedges all that long afternoon.'
    const after =
      'Mr. Reed came by. He asked for the **boat** and was told that it was not for sale, not that day or any.'
    expect(excerptOf(`${before} She found a **silver** **compass** there. ${after}`)).toBe(
      'She found a **silver** **compass** there. Mr. Reed came by. He asked for the **boat** and was told that it was not for sale, not that day or any.',
    )
  })

  test('is cut with an ellipsis where one sentence is too long, and keeps what was looked for', () => {
    const long = `${'and then '.repeat(40)}the **compass** ${'turned again '.repeat(30)}`.trim()
    const excerpt = excerptOf(long)
    expect(excerpt).toMatch(/^… .*\*\*compass\*\*.* …$/)
    expect(excerpt.split(' ').length).toBeLessThan(50)
  })

  test('is all there is of a short passage', () => {
    expect(excerptOf('Only **this**.')).toBe('Only **this**.')
  })
})
