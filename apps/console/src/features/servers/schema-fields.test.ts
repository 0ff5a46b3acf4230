import { describe, expect, it } from 'vitest'
import { fieldsOf, valueOf } from './schema-fields.ts'

const fields = fieldsOf({
  type: 'object',
  properties: {
    text: { type: 'string', description: 'What to say' },
    times: { type: 'integer' },
    loud: { type: 'boolean' },
    tone: { enum: ['high', 'low'] },
    more: { type: 'array' },
  },
  required: ['text'],
})

describe('the form of a tool', () => {
  it('has the simplest field for each argument', () => {
    expect(fields.map(({ name, kind, required }) => [name, kind, required])).toEqual([
      ['text', 'text', true],
      ['times', 'number', false],
      ['loud', 'truth', false],
      ['tone', 'choice', false],
      ['more', 'json', false],
    ])
    expect(fields[0]?.description).toBe('What to say')
    expect(fields[3]?.options).toEqual(['high', 'low'])
  })

  it('sends what a text stands for, and leaves out what is empty', () => {
    const texts = ['hi', '3', 'true', 'low', '[1]']
    expect(fields.map((field, at) => valueOf(field, texts[at]))).toEqual(['hi', 3, true, 'low', [1]])
    expect(fields.map((field) => valueOf(field, ''))).toEqual([undefined, undefined, undefined, undefined, undefined])
    expect(valueOf({ ...fields[1], kind: 'number' } as (typeof fields)[number], 'three')).toBe('three')
  })
})
