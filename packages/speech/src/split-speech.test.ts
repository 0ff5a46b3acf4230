import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitSpeech } from './split-speech.ts'

const texts = (text: string) => [...splitSpeech(text)].map((breath) => breath.text)
const withoutSpaces = (text: string) => text.replaceAll(/\s/gu, '')

describe('splitSpeech', () => {
  it('splits at the ends of sentences', () => {
    expect(texts('Booked! Shall I add a board? It is R$ 3,50.')).toEqual([
      'Booked!',
      'Shall I add a board?',
      'It is R$ 3,50.',
    ])
    expect(texts('Está às 9.30. Pode ser?')).toEqual(['Está às 9.30.', 'Pode ser?'])
  })

  it('takes the full stop of an abbreviation for no end', () => {
    expect(texts('Dr. Smith is with J. Jones. Good.')).toEqual(['Dr. Smith is with J. Jones.', 'Good.'])
    expect(texts('O Sr. Silva mora na Av. Paulista.')).toEqual(['O Sr. Silva mora na Av. Paulista.'])
  })

  it('splits a long sentence at its commas', () => {
    const clause = `${'surf at nine '.repeat(10).trim()},`
    expect(texts(`${clause} ${clause} ${clause} well.`)).toEqual([clause, clause, `${clause} well.`])
  })

  it('keeps the silence that each mark asks for', () => {
    const clause = 'word '.repeat(30).trim()
    const pauses = [...splitSpeech(`Yes! ${clause}, ${clause}; ${clause} ${clause} "no." Good`)].map(
      (breath) => breath.pauseMs,
    )
    expect(pauses).toEqual([330, 145, 215, 0, 295, 295])
  })

  it('says nothing of a text without words', () => {
    expect(texts('')).toEqual([])
    expect(texts(' \n\t ')).toEqual([])
  })

  it('loses nothing but spaces, breaks no character, and bounds every piece', () => {
    const word = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.constantFrom('a.', 'b, ', 'Dr. ', '👍'.repeat(150)),
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 20 }), (words) => {
        const text = words.join(' ')
        const pieces = texts(text)
        expect(withoutSpaces(pieces.join(''))).toBe(withoutSpaces(text))
        for (const piece of pieces) {
          expect(piece.isWellFormed()).toBe(true)
          expect(piece.length).toBeGreaterThan(0)
          expect(piece.length).toBeLessThanOrEqual(200)
        }
      }),
    )
  })
})
