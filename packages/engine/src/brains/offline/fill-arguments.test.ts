import { describe, expect, test } from 'vitest'
import type { Language } from './detect-language.ts'
import { readFact } from './facts.ts'
import { fillArguments } from './fill-arguments.ts'
import { indexTools } from './tool-index.ts'
import { understandUtterance } from './understand-utterance.ts'

const clock = { now: new Date('2026-11-21T13:00:00Z'), timezone: 'America/Sao_Paulo' }

/** Fills the arguments of a tool with those properties from one utterance, after what other tools answered. */
function fill(
  text: string,
  properties: Record<string, object>,
  {
    required = Object.keys(properties),
    language = 'en',
    answers = {},
  }: { required?: string[]; language?: Language; answers?: Record<string, unknown> } = {},
) {
  const index = indexTools([
    { name: 'do_it', description: 'Do it.', parameters: { type: 'object', properties, required }, readOnly: false },
    ...Object.keys(answers).map((name) => ({
      name,
      description: undefined,
      parameters: { type: 'object' },
      readOnly: true,
    })),
  ])
  const [tool] = index.tools
  if (!tool) throw new Error('there is a tool')
  const facts = Object.entries(answers).map(([name, data]) => readFact(name, '{}', JSON.stringify(data), false))
  const entries = [{ said: understandUtterance(text, language, clock), answers: undefined }]
  const { arguments: args, missing } = fillArguments(tool, { entries, facts, index, clock, question: undefined })
  return { args, missing: missing && `${missing.argument.name} ${missing.reason}` }
}

const string = { type: 'string' }
const people = {
  list_people: {
    people: [
      { person_id: 1, name: 'Ana Lima' },
      { person_id: 2, name: 'Bia Reis' },
      { person_id: 3, name: 'Caio Reis' },
    ],
  },
}

describe('values', () => {
  test.each<[string, Record<string, object>, Record<string, unknown>]>([
    ['make it a large red one', { color: { enum: ['red', 'green'] } }, { color: 'red' }],
    ['para iniciantes', { level: { enum: ['beginner', 'advanced'] } }, { level: 'beginner' }],
    ['a temperatura em Nova York', { city: { enum: ['New York', 'Los Angeles'] } }, { city: 'New York' }],
    ['twenty five and 7', { a: { type: 'number' }, b: { type: 'number' } }, { a: 25, b: 7 }],
    ['vinte e cinco mais sete', { a: { type: 'number' }, b: { type: 'number' } }, { a: 25, b: 7 }],
    ['2.5', { amount: { type: 'number' } }, { amount: 2.5 }],
    ['court two tomorrow at nine', { court: { type: 'integer' } }, { court: 2 }],
    ['next friday', { date: { type: 'string', format: 'date' } }, { date: '2026-11-27' }],
    [
      'amanhã às nove',
      { day: { type: 'string', description: 'YYYY-MM-DD' }, time: { type: 'string', description: 'HH:MM' } },
      { day: '2026-11-22', time: '09:00' },
    ],
    ['tomorrow at 9 am', { starts: { type: 'string', format: 'date-time' } }, { starts: '2026-11-22T09:00:00-03:00' }],
    [
      'from monday to friday',
      { from: { type: 'string', format: 'date' }, to: { type: 'string', format: 'date' } },
      { from: '2026-11-23', to: '2026-11-27' },
    ],
    [
      '7 am and 9 am',
      { hours: { type: 'array', items: { type: 'string', pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' } } },
      { hours: ['07:00', '09:00'] },
    ],
    ['delete Ana and Bob', { names: { type: 'array', items: string } }, { names: ['Ana', 'Bob'] }],
    ['read /etc/hosts please', { path: string }, { path: '/etc/hosts' }],
    ['move a.txt to b/c.txt', { source: string, destination: string }, { source: 'a.txt', destination: 'b/c.txt' }],
    ['one called Blue Moon', { name: string }, { name: 'Blue Moon' }],
    ['uma chamada Lua Azul', { name: string }, { name: 'Lua Azul' }],
    ['put "two words" there', { text: string }, { text: 'two words' }],
    ['with the archived ones', { include_archived: { type: 'boolean' } }, { include_archived: true }],
    ['without the archived ones', { include_archived: { type: 'boolean' } }, { include_archived: false }],
    [
      'called Lisbon of type city',
      {
        things: {
          type: 'array',
          items: {
            type: 'object',
            properties: { name: string, type: string, notes: { type: 'array', items: string } },
            required: ['name', 'type', 'notes'],
          },
        },
      },
      { things: [{ name: 'Lisbon', type: 'city', notes: [] }] },
    ],
  ])('“%s”', (text, properties, expected) => {
    expect(fill(text, properties)).toEqual({ args: expected, missing: undefined })
  })

  test('what was not said is missing, and nothing is made up for it', () => {
    expect(fill('do it', { city: { enum: ['Rome', 'Oslo'] } })).toEqual({ args: {}, missing: 'city unsaid' })
    expect(fill('do it', { amount: { type: 'integer' } })).toEqual({ args: {}, missing: 'amount unsaid' })
    expect(fill('do it', { date: { type: 'string', format: 'date' } })).toEqual({ args: {}, missing: 'date unsaid' })
    expect(fill('do it', { limit: { type: 'integer', default: 5 } }, { required: [] })).toEqual({
      args: {},
      missing: undefined,
    })
  })
})

describe('ids', () => {
  const person = { person_id: { type: 'integer' } }

  test.each<[string, number]>([
    ['for Ana', 1],
    ['the second one', 2],
    ['a última', 3],
    ['person 3', 3],
    ['Caio Reis', 3],
  ])('“%s” is found in an earlier answer', (text, id) => {
    expect(fill(text, person, { answers: people })).toEqual({ args: { person_id: id }, missing: undefined })
  })

  test('the only one needs no word', () => {
    expect(fill('do it', person, { answers: { list_people: [{ person_id: 9, name: 'Eva' }] } }).args).toEqual({
      person_id: 9,
    })
  })

  test('two that fit are asked about, one that nobody listed is looked up', () => {
    expect(fill('for Reis', person, { answers: people }).missing).toBe('person_id several')
    expect(fill('do it', person, { answers: people }).missing).toBe('person_id several')
    expect(fill('for Ana', person).missing).toBe('person_id unlisted')
  })

  test('a time tells the items apart, and one that fits none is not guessed', () => {
    const answers = {
      list_slots: {
        slots: [
          { slot_id: 'x', starts_at: '2026-11-22T09:00:00-03:00' },
          { slot_id: 'y', starts_at: '2026-11-22T10:00:00-03:00' },
        ],
      },
    }
    const slot = { slot_id: string }
    expect(fill("the ten o'clock one", slot, { answers }).args).toEqual({ slot_id: 'y' })
    expect(fill('a das nove', slot, { answers, language: 'pt' }).args).toEqual({ slot_id: 'x' })
    expect(fill('at eleven', slot, { answers }).missing).toBe('slot_id none')
  })

  test('an optional id is left out unless it was named', () => {
    expect(fill('do it', person, { required: [], answers: people }).args).toEqual({})
    expect(fill('for Bia', person, { required: [], answers: people }).args).toEqual({ person_id: 2 })
  })
})
