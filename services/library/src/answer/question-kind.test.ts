import { describe, expect, test } from 'vitest'
import { kindOf } from './question-kind.ts'

describe('what a question asks for', () => {
  test.each([
    ['en', 'How old is she?', 'age', 'She was eighty-three.', 'She was early.'],
    ['en', 'How many doors are there?', 'count', 'There are forty-eight doors.', 'There are doors.'],
    ['en', 'How much did it cost?', 'money', 'It cost two shillings a night.', 'It cost two nights of sleep.'],
    ['en', 'What colour is the door?', 'colour', 'The door is green.', 'The door is oak.'],
    ['en', 'What is the dog called?', 'name', 'The dog is called Lucky.', 'Lucky slept.'],
    ['en', 'What year was it?', 'year', 'It was 1871.', 'It was early.'],
    ['pt', 'Que idade tem ela?', 'age', 'Tinha setenta e seis anos.', 'Esperou trinta anos.'],
    ['pt', 'Quantos degraus há?', 'count', 'São cento e oitenta e dois degraus.', 'São degraus.'],
    ['pt', 'Como se chama o rio?', 'name', 'Chamava-se Sabugo.', 'O Sabugo corria.'],
    ['pt', 'De que cor é a casa?', 'colour', 'A casa é azul.', 'A casa é velha.'],
    ['pt', 'Porque é que partiu?', 'cause', 'Partiu porque chovia.', 'Partiu e chovia.'],
  ] as const)('%s: %s is %s', (language, question, name, has, lacks) => {
    const { name: found, answer } = kindOf(question, language)
    expect(found).toBe(name)
    expect([...has.matchAll(answer ?? /$^/g)]).not.toEqual([])
    expect([...lacks.matchAll(answer ?? /$^/g)]).toEqual([])
  })

  test('may be anything', () => {
    expect(kindOf('What did they find?', 'en')).toMatchObject({ name: 'thing' })
    expect(kindOf('What did they find?', 'en').answer).toBeUndefined()
  })
})
