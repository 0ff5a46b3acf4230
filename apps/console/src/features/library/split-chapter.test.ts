import { expect, test } from 'vitest'
import { splitChapter } from './split-chapter.ts'
import { splitMarks } from './split-marks.ts'

test('what matched stands between marks', () => {
  expect(splitMarks('the **bell** rang **twice**')).toEqual([
    { text: 'the ', isMatch: false },
    { text: 'bell', isMatch: true },
    { text: ' rang ', isMatch: false },
    { text: 'twice', isMatch: true },
  ])
  expect(splitMarks('nothing here')).toEqual([{ text: 'nothing here', isMatch: false }])
})

test('a passage is ahead until it was heard to its end', () => {
  const passages = [
    { position_s: 0, end_s: 30, text: 'one', here: false },
    { position_s: 30, end_s: 60, text: 'two', here: true },
    { position_s: 60, end_s: 90, text: 'three', here: false },
  ]
  const texts = (heardS: number | null) => {
    const { heard, ahead } = splitChapter(passages, heardS)
    return [heard.map(({ text }) => text), ahead.map(({ text }) => text)]
  }
  expect(texts(null)).toEqual([['one', 'two', 'three'], []])
  expect(texts(60)).toEqual([['one', 'two'], ['three']])
  expect(texts(59)).toEqual([['one'], ['two', 'three']])
  expect(texts(0)).toEqual([[], ['one', 'two', 'three']])
})
