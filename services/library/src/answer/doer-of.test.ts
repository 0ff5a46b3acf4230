import { expect, test } from 'vitest'
import { doerOf } from './doer-of.ts'
import { verbsOf } from './verbs-of.ts'

test.each([
  ['en', 'How much did Marit pay for Lantern End?', ['marit']],
  ['en', 'What did Captain Rudd fill the box with?', ['captain', 'rudd']],
  ['en', "What did Toby's father study?", []],
  ['en', 'Who shot the goose?', []],
  ['en', 'What was Wilf saving up for?', ['wilf']],
  ['en', 'Where was Wilf buried?', []],
  ['en', 'What had Dorothea fallen down?', ['dorothea']],
  ['pt', 'Que carta rasgou o senhor Teles?', ['teles']],
  ['pt', 'O que é que a Leonor encontrou no moinho?', ['leonor']],
  ['pt', 'Que chá beberam a Leonor e o senhor Teles?', ['leonor', 'teles']],
  ['pt', 'Para onde levaram o Baltasar?', []],
  ['pt', 'Onde escondeu o Faísca a bola?', ['faísca']],
  ['pt', 'Quem vendeu a Leonor?', []],
  ['pt', 'De que cor é o acordeão da Zulmira?', []],
] as const)('%s: in %j it is %j', (language, question, names) => {
  expect(doerOf(question, verbsOf(question, language), language)).toEqual(names)
})
