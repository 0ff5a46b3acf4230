import { expect, test } from 'vitest'
import { assertsIt, clausesOf } from './asserts-it.ts'

test.each([
  ['en', 'She sold the house', true],
  ['en', "She didn't sell the house", false],
  ['en', 'But you could still sell', false],
  ['en', 'Nobody drowned', false],
  ['pt', 'Vendeu a casa', true],
  ['pt', 'Não vendeu a casa', false],
  ['pt', 'Se entre outubro e dezembro saíssem cartas', false],
  ['pt', 'o posto fecharia as portas', false],
  ['pt', 'Leonor entregá-las-ia a pé', false],
  ['pt', 'Saía pela chaminé da padaria', true],
  ['en', 'She had to know who had opened it', false],
  ['pt', 'obrigava a saber quem a abrira', false],
  ['pt', 'Foi Amadeu quem a abriu', true],
] as const)('%s: %j is said for a fact: %j', (language, clause, fact) => {
  expect(assertsIt(clause, language)).toBe(fact)
})

test('a sentence has clauses, each with the places of its words', () => {
  expect(clausesOf('He came back, but nobody saw him.')).toEqual([
    { text: 'He came back,', from: 0, to: 3 },
    { text: 'but nobody saw him.', from: 3, to: 7 },
  ])
})
