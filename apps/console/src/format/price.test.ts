import { expect, test } from 'vitest'
import { formatPrice } from './price.ts'

const digits = (text: string) => text.replace(/[^\d.,]/g, '')

test('an amount is shown with the number of digits that its currency has', () => {
  expect(formatPrice({ amount_minor: 12050, currency: 'BRL' })).toBe('R$120.50')
  expect(digits(formatPrice({ amount_minor: 500, currency: 'JPY' }))).toBe('500')
  expect(digits(formatPrice({ amount_minor: 1_234_567, currency: 'KWD' }))).toBe('1,234.567')
})
