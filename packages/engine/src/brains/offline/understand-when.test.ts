import { describe, expect, test } from 'vitest'
import type { Language } from './detect-language.ts'
import { sayTime } from './fill-value.ts'
import { understandWhen } from './understand-when.ts'

/** Saturday 2026-11-21, 22:30 in São Paulo: already Sunday in UTC. */
const clock = { now: new Date('2026-11-22T01:30:00Z'), timezone: 'America/Sao_Paulo' }

function when(text: string, language: Language) {
  const { dates, range, times, partOfDay } = understandWhen(text, language, clock)
  return { dates, range, times: times.map(sayTime), partOfDay }
}

describe('days', () => {
  test.each<[string, Language, string]>([
    ['today', 'en', '2026-11-21'],
    ['tomorrow', 'en', '2026-11-22'],
    ['the day after tomorrow', 'en', '2026-11-23'],
    ['next friday', 'en', '2026-11-27'],
    ['on Sunday', 'en', '2026-11-22'],
    ['in three days', 'en', '2026-11-24'],
    ['november 25th', 'en', '2026-11-25'],
    ['on the 2nd', 'en', '2026-12-02'],
    ['hoje', 'pt', '2026-11-21'],
    ['amanhã', 'pt', '2026-11-22'],
    ['depois de amanhã', 'pt', '2026-11-23'],
    ['sexta que vem', 'pt', '2026-11-27'],
    ['na segunda', 'pt', '2026-11-23'],
    ['terça-feira', 'pt', '2026-11-24'],
    ['daqui a três dias', 'pt', '2026-11-24'],
    ['dia 25', 'pt', '2026-11-25'],
    ['25 de novembro', 'pt', '2026-11-25'],
    ['5 de janeiro', 'pt', '2027-01-05'],
  ])('“%s” (%s) is %s', (text, language, day) => {
    expect(when(text, language).dates).toEqual([day])
  })

  test.each<[string, Language, string, string]>([
    ['next week', 'en', '2026-11-23', '2026-11-29'],
    ['this weekend', 'en', '2026-11-21', '2026-11-22'],
    ['from Monday to Wednesday', 'en', '2026-11-23', '2026-11-25'],
    ['semana que vem', 'pt', '2026-11-23', '2026-11-29'],
    ['no fim de semana', 'pt', '2026-11-21', '2026-11-22'],
    ['de segunda até quarta', 'pt', '2026-11-23', '2026-11-25'],
  ])('“%s” (%s) is %s to %s', (text, language, from, to) => {
    expect(when(text, language).range).toEqual({ from, to })
  })

  test.each<[string, Language]>([
    ['three sessions a week', 'en'],
    ['for two seconds', 'en'],
    ['marca a segunda', 'pt'],
    ['bom dia', 'pt'],
  ])('“%s” (%s) is no day', (text, language) => {
    expect(when(text, language)).toMatchObject({ dates: [], range: undefined })
  })
})

describe('times', () => {
  test.each<[string, Language, string[]]>([
    ['tomorrow at nine', 'en', ['09:00']],
    ["the nine o'clock one", 'en', ['09:00']],
    ['half past four in the afternoon', 'en', ['16:30']],
    ['at 8 pm', 'en', ['20:00']],
    ['noon', 'en', ['12:00']],
    ['7 am and 9:30 am', 'en', ['07:00', '09:30']],
    ['actually make it 10', 'en', ['10:00']],
    ['amanhã às nove', 'pt', ['09:00']],
    ['às quatro e meia da tarde', 'pt', ['16:30']],
    ['às 18h', 'pt', ['18:00']],
    ['9h30', 'pt', ['09:30']],
    ['a das oito da noite', 'pt', ['20:00']],
    ['ao meio-dia', 'pt', ['12:00']],
  ])('“%s” (%s) is %j', (text, language, times) => {
    expect(when(text, language).times).toEqual(times)
  })

  test('what is neither day nor time stays behind', () => {
    expect(understandWhen('court 2 tomorrow at nine', 'en', clock).rest.match(/\d+/g)).toEqual(['2'])
    expect(understandWhen('quadra dois amanhã às nove', 'pt', clock).rest.match(/\d+/g)).toEqual(['2'])
  })

  test.each<[string, Language, string]>([
    ['tomorrow morning', 'en', 'morning'],
    ['tonight', 'en', 'evening'],
    ['amanhã à tarde', 'pt', 'afternoon'],
    ['quarta à noite', 'pt', 'evening'],
  ])('“%s” (%s) is in the %s', (text, language, part) => {
    expect(when(text, language).partOfDay).toBe(part)
  })
})
