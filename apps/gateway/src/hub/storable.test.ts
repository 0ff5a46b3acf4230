import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isStorableJson, storable } from './storable.ts'

test('JSON that is said to be storable is left as it is', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\0', '\ud83d', 'a\udc00b', '\\u0000', '🛼'))
  fc.assert(
    fc.property(fc.dictionary(text, fc.oneof(text, fc.array(text))), (value) => {
      if (isStorableJson(JSON.stringify(value))) expect(storable(value)).toEqual({ ...value })
    }),
  )
  expect(isStorableJson(JSON.stringify({ a: '🛼 ação', b: [1, null, 'x'] }))).toBe(true)
  for (const bad of ['\0', '\ud83d', '\udc00']) {
    expect(isStorableJson(JSON.stringify({ a: bad }))).toBe(false)
    expect(isStorableJson(JSON.stringify({ [bad]: 1 }))).toBe(false)
  }
})
