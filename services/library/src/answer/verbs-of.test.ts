import { expect, test } from 'vitest'
import { verbsOf } from './verbs-of.ts'

test.each([
  ['en', 'What was found in the garden?', ['found']],
  ['en', 'Where did Wilf bury the bell before he left?', ['bury']],
  ['en', 'When did the chapel burn down?', ['burn']],
  ['en', "Which university did Toby's father study at?", ['study']],
  ['en', 'Who shot the goose?', ['shot']],
  ['en', 'What was Nora saving up her money for?', ['saving']],
  ['en', 'How old is she?', []],
  ['pt', 'Quem abriu a carta da professora?', ['abriu']],
  ['pt', 'Quando morreu o Duarte no Brasil?', ['morreu']],
  ['pt', 'Como se chama o rio?', []],
] as const)('%s: what happened in %j is %j', (language, question, verbs) => {
  expect([...verbsOf(question, language)]).toEqual(verbs)
})
