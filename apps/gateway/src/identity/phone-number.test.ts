import { checkProperty } from '@patchbay/test-support/property'
import fc from 'fast-check'
import { getExampleNumber } from 'libphonenumber-js/max'
import examples from 'libphonenumber-js/mobile/examples'
import { describe, expect, it } from 'vitest'
import { normalisePhone } from './phone-number.ts'

describe('normalisePhone', () => {
  it.each([
    ['+5511999999999', '+5511999999999'],
    ['5511999999999', '+5511999999999'],
    ['(11) 99999-9999', '+5511999999999'],
    ['11 99999 9999', '+5511999999999'],
    ['+1 415 555 2671', '+14155552671'],
    ['14155552671', '+14155552671'],
  ])('brings %s to %s', (written, normalised) => {
    expect(normalisePhone(written, 'BR')).toBe(normalised)
  })

  it.each(['99999999', '', 'abc', '+551199999999999', '+999123456789', '1199999999999999999', 'call 11999999999 now'])(
    'refuses "%s"',
    (written) => {
      expect(() => normalisePhone(written, 'BR')).toThrow(expect.objectContaining({ code: 'INVALID_CALLER_ID' }))
    },
  )

  it('says how to write it', () => {
    expect(() => normalisePhone('99999999', 'BR')).toThrow('Write it with its country code, such as +5511999999999.')
  })

  const mobile = fc
    .tuple(fc.integer({ min: 11, max: 99 }), fc.integer({ min: 90000000, max: 99999999 }))
    .map(([area, rest]) => `${area}9${rest}`)
    .filter((national) => {
      try {
        return normalisePhone(`+55${national}`, 'BR') !== ''
      } catch {
        return false
      }
    })

  it('brings every way to write a Brazilian mobile number to the same E.164', async () => {
    const property = fc.property(mobile, fc.constantFrom(' ', '-', '.', ''), (national, space) => {
      const [area, first, last] = [national.slice(0, 2), national.slice(2, 7), national.slice(7)]
      const e164 = `+55${national}`
      const ways = [
        e164,
        `55${national}`,
        national,
        `(${area}) ${first}-${last}`,
        `0${national}`,
        `+55${space}${area}${space}${first}${space}${last}`,
      ]
      for (const way of ways) expect(normalisePhone(way, 'BR'), way).toBe(e164)
    })
    await checkProperty('phone formats', property)
  })

  it('gives E.164 or one known error for any text, and leaves E.164 as it is', async () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[+() 0-9-]{0,24}$/))
    const property = fc.property(text, fc.constantFrom('BR', 'US', 'DE', 'JP'), (written, country) => {
      let normalised: string
      try {
        normalised = normalisePhone(written, country)
      } catch (error) {
        expect(error).toMatchObject({ code: 'INVALID_CALLER_ID' })
        return
      }
      expect(normalised).toMatch(/^\+[1-9]\d{6,14}$/)
      expect(normalisePhone(normalised, 'BR')).toBe(normalised)
    })
    await checkProperty('any text as a phone number', property)
  })

  it('takes the example number of every country, with and without its plus', () => {
    for (const country of ['BR', 'US', 'GB', 'DE', 'PT', 'AR', 'JP', 'IN'] as const) {
      const number = getExampleNumber(country, examples)?.number ?? ''
      expect(normalisePhone(number, 'BR')).toBe(number)
      expect(normalisePhone(number, country)).toBe(number)
    }
  })
})
