import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createShortLivedMap } from './short-lived-map.ts'

test('it answers as a Map does, whatever comes and goes', () => {
  const key = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constantFrom('0', '1', 'a'))
  const step = fc.record({ key, value: fc.option(fc.integer(), { nil: undefined }), remove: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const map = createShortLivedMap<string | number, number | undefined>()
      const model = new Map<string | number, number | undefined>()
      for (const { key: at, value, remove } of steps) {
        if (remove) expect(map.delete(at)).toBe(model.delete(at))
        else {
          map.set(at, value)
          model.set(at, value)
        }
        expect(map.get(at)).toBe(model.get(at))
        expect(map.size).toBe(model.size)
        expect(map.values()).toEqual([...model.values()])
      }
    }),
  )
})
