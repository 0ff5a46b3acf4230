import { expect, test } from 'vitest'
import { countHeard, decodePcm16 } from './pcm16.ts'

const encode = (samples: number[]) => Buffer.from(Int16Array.from(samples).buffer).toString('base64')

test('samples are read as little-endian, from the quietest to the loudest', () => {
  expect([...decodePcm16(encode([0, 1, -1, 16_384, 32_767, -32_768]))]).toEqual([
    0,
    1 / 32_768,
    -1 / 32_768,
    0.5,
    32_767 / 32_768,
    -1,
  ])
})

test('half a sample at the end makes no noise', () => {
  expect([...decodePcm16(Buffer.from([0, 0x40, 0x7f]).toString('base64'))]).toEqual([0.5])
  expect(decodePcm16('')).toHaveLength(0)
})

test('silence, also one with a little noise in it, is not counted as heard', () => {
  expect(countHeard(decodePcm16(encode([0, 12, -90, 0])))).toBe(0)
  expect(countHeard(decodePcm16(encode([0, 800, -20_000, 3])))).toBe(2)
})
