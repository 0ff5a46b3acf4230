import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSpeakable, plainSpeech } from './plain-speech.ts'

describe('plainSpeech', () => {
  it.each([
    ['<speak>Hello <break time="1s"/> <emphasis>you</emphasis> &amp; me.</speak>', 'Hello you & me.'],
    ['<?xml version="1.0"?>\n<speak version="1.1"><!-- a\nnote --><p>3 &lt; 4</p></speak>', '3 < 4'],
    ['Is 3 < 4 > 2?', 'Is 3 < 4 > 2?'],
    ['a\0b\u0007c\u202ed', 'a b c d'],
    ['one\r\n\r\n\ttwo', 'one two'],
    ['half \ud83d an emoji', 'half an emoji'],
    ['👩‍👩‍👧 stay together', '👩‍👩‍👧 stay together'],
    ['  ', ''],
  ])('reads %j as %j', (text, plain) => {
    expect(plainSpeech(text)).toBe(plain)
  })

  it('is well-formed, holds no control character, and is the same when it is read again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const plain = plainSpeech(text)
        expect(plain.isWellFormed()).toBe(true)
        expect(plain).not.toMatch(/\p{Cc}/u)
        if (!plain.startsWith('<')) expect(plainSpeech(plain)).toBe(plain)
      }),
    )
  })
})

describe('isSpeakable', () => {
  it.each(['a', '7', 'שלום', '👍', '€', '%', '一'])('finds something in %s', (text) => {
    expect(isSpeakable(text)).toBe(true)
  })

  it.each(['', '...', '— ! ?', '\u200d'])('finds nothing in %j', (text) => {
    expect(isSpeakable(text)).toBe(false)
  })
})
