import { expect, test } from 'vitest'
import { PlaybackClock } from './playback-clock.ts'

test('pieces follow each other without a gap, however fast they come', () => {
  const clock = new PlaybackClock()
  expect(clock.schedule('a', 0.5, 10)).toBe(10)
  expect(clock.schedule('a', 0.25, 10.01)).toBe(10.5)
  expect(clock.schedule('b', 1, 10.02)).toBe(10.75)
})

test('a piece that comes after the silence has begun starts then, not in the past', () => {
  const clock = new PlaybackClock()
  clock.schedule('a', 0.5, 10)
  expect(clock.schedule('a', 0.5, 12)).toBe(12)
})

test('stopping tells how much of each unfinished item was heard', () => {
  const clock = new PlaybackClock()
  clock.schedule('heard whole', 1, 10)
  clock.schedule('begun', 1, 10)
  clock.schedule('not begun', 1, 10)
  expect(clock.cut(11.25)).toEqual([
    { itemId: 'begun', heardMs: 250 },
    { itemId: 'not begun', heardMs: 0 },
  ])
})

test('a gap in the middle of an item is no part of what was heard', () => {
  const clock = new PlaybackClock()
  clock.schedule('a', 0.5, 10)
  clock.schedule('a', 0.5, 20)
  expect(clock.cut(15)).toEqual([{ itemId: 'a', heardMs: 500 }])
})

test('what was heard to its end is not cut, and what was cut is cut once', () => {
  const clock = new PlaybackClock()
  clock.schedule('a', 0.5, 10)
  expect(clock.cut(10.5)).toEqual([])
  clock.schedule('b', 0.5, 11)
  expect(clock.cut(11.1)).toHaveLength(1)
  expect(clock.cut(11.2)).toEqual([])
})

test('what comes after a cut starts at once', () => {
  const clock = new PlaybackClock()
  clock.schedule('a', 60, 10)
  clock.cut(11)
  expect(clock.schedule('b', 1, 11.05)).toBe(11.05)
})

test('nothing is heard before it has started', () => {
  const clock = new PlaybackClock()
  clock.schedule('a', 1, 10)
  // The sound is on its way to the loudspeaker.
  expect(clock.cut(9.9)).toEqual([{ itemId: 'a', heardMs: 0 }])
})
