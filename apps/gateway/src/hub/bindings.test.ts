import type { Binding, Principal, Tool } from '@patchbay/contract'
import { describe, expect, it } from 'vitest'
import { argumentBindingsFor, fillIn, withoutBound } from './bindings.ts'

const principal: Principal = {
  kind: 'caller',
  userId: 3,
  name: 'Ana',
  scopes: [],
  proof: 'caller_session',
  credentialId: 'session:1',
  caller: { phone: '+5511999999999' },
}
const phone: Binding = { kind: 'argument', name: 'member_phone', value: '{{caller.phone}}' }
const book: Tool = {
  name: 'book',
  inputSchema: {
    type: 'object',
    properties: { member_phone: { type: 'string' }, at: { type: 'string' } },
    required: ['member_phone', 'at'],
  },
}

describe('bindings', () => {
  it('take a bound argument out of the schema that a model sees', () => {
    const offered = withoutBound(book, argumentBindingsFor(book, [phone]))
    expect(offered.inputSchema).toEqual({ type: 'object', properties: { at: { type: 'string' } }, required: ['at'] })
    expect(book.inputSchema.required).toEqual(['member_phone', 'at'])
  })

  it('are for the tools that have the argument, or for those that are named', () => {
    const other: Tool = { name: 'other', inputSchema: { type: 'object' } }
    expect(argumentBindingsFor(other, [phone])).toEqual([])
    expect(argumentBindingsFor(other, [{ ...phone, tools: ['other'] }])).toHaveLength(1)
    expect(argumentBindingsFor(book, [{ ...phone, tools: ['other'] }])).toEqual([])
  })

  it('fill in what the call knows, and name what it does not', () => {
    const context = { principal, agent: undefined, callId: 'cv_1' }
    expect(fillIn('tel:{{ caller.phone }} in {{call.id}}', context)).toEqual({ value: 'tel:+5511999999999 in cv_1' })
    expect(fillIn('{{agent.slug}}', context)).toEqual({ missing: 'agent.slug' })
  })
})
