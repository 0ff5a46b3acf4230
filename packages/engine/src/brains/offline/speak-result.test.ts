import { describe, expect, test } from 'vitest'
import type { Language } from './detect-language.ts'
import { readFact } from './facts.ts'
import { speakResult } from './speak-result.ts'

const clock = { now: new Date('2026-11-21T13:00:00Z'), timezone: 'America/Sao_Paulo' }

function speak(
  output: unknown,
  {
    language = 'en',
    failed = false,
    readOnly = true,
  }: { language?: Language; failed?: boolean; readOnly?: boolean } = {},
) {
  const text = typeof output === 'string' ? output : JSON.stringify(output)
  return speakResult(readFact('a_tool', '{}', text, failed), { language, clock }, readOnly)
}

const order = {
  order_id: 7,
  title: 'Two chairs',
  delivered_at: '2026-11-22T09:30:00-03:00',
  price: { amount_minor: 12_050, currency: 'BRL' },
}

describe('what is said of a result', () => {
  test('times, prices and names are said as people say them, and ids are not', () => {
    expect(speak(order)).toBe('Two chairs, tomorrow, Sunday 22 November at 9:30, 120.50 reais.')
    expect(speak(order, { language: 'pt' })).toBe('Two chairs, amanhã, domingo, 22 de novembro às 9h30, 120,50 reais.')
  })

  test('a time in UTC is said on the clock of the person', () => {
    expect(speak({ name: 'Call', at: '2026-11-21T21:00:00Z' })).toBe('Call, today, Saturday 21 November at 18:00.')
  })

  test('of a list the number and three are said', () => {
    const users = ['Ana', 'Bia', 'Caio', 'Davi', 'Eva'].map((name, id) => ({ id, name }))
    expect(speak({ users })).toBe('5 users: Ana; Bia; Caio; and 2 more.')
    expect(speak({ users }, { language: 'pt' })).toBe('5 usuários: Ana; Bia; Caio; e mais 2.')
    expect(speak({ users: [] })).toBe('I found no users.')
  })

  test('an id is said where nothing else tells what it is', () => {
    expect(speak({ order_id: 7 })).toBe('Order id 7.')
  })

  test('an error is said as it is, and never as done', () => {
    expect(speak('Session 9 is full. Ask for another one.', { failed: true, readOnly: false })).toBe(
      'Session 9 is full. Ask for another one.',
    )
    expect(speak({ error: 'No such user', code: 'NOT_FOUND' }, { readOnly: false })).toBe('No such user.')
    expect(speak({ success: false, message: 'Nothing was deleted' }, { readOnly: false })).toBe('Nothing was deleted.')
    expect(speak({ code: 5 }, { failed: true, readOnly: false })).toBe('That did not work.')
    expect(speak({ content: [{ type: 'text', text: 'Too late.' }], isError: true }, { readOnly: false })).toBe(
      'Too late.',
    )
  })

  test('a change that was made is said to be, a text of the tool’s own as it is', () => {
    expect(speak({ order_id: 7, title: 'Two chairs' }, { readOnly: false })).toBe('Done. Two chairs.')
    expect(speak('This was already done at 9:00. Is another one wanted?', { readOnly: false })).toBe(
      'This was already done at 9:00. Is another one wanted?',
    )
  })

  test('a long text is cut to its first sentences, a listing becomes a list', () => {
    expect(speak('One. Two. Three. Four.')).toBe('One. Two. Three.')
    expect(speak('[DIR] notes\n[FILE] readme.md')).toBe('Folder notes and file readme.md.')
    expect(speak({ content: '# Title\n\nA text with **marks**.' })).toBe('Title. A text with marks.')
  })

  test('an answer to a question is said in its own words, with its chapter', () => {
    const citations = [{ chapter: 6, position_s: 90, excerpt: 'A kettle.' }]
    expect(speak({ answer: 'In chapter 6: “A kettle.”', citations, mode: 'extractive' })).toBe(
      'In chapter 6: “A kettle.”',
    )
    expect(speak({ answer: 'It was a kettle.', citations, mode: 'model' })).toBe('It was a kettle. Chapter 6.')
    expect(speak({ answer: 'Foi uma chaleira.', citations }, { language: 'pt' })).toBe('Foi uma chaleira. Capítulo 6.')
    expect(speak({ answer: 'Nobody knows.', citations: [] })).toBe('Nobody knows.')
    expect(speak({ answer: `${'word '.repeat(200)}end`, citations: [] })).toMatch(/^(word ){139}word…$/i)
  })

  test('neither braces nor quotes of JSON are ever said', () => {
    for (const output of [
      order,
      [order],
      { a: { b: { c: [1, 2, { d: null }] } } },
      { list: [[1], [2]] },
      5,
      null,
      true,
    ]) {
      expect(speak(output)).not.toMatch(/[{}"[\]]/)
    }
  })
})
