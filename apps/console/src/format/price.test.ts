import { expect, test } from 'vitest'
import { formatPrice } from './price.ts'

test('an amount is shown with the number of digits that its currency has', () => {
  expect(formatPrice({ amount_minor: 12050, currency: 'BRL' })).toBe('R$120.50')
  expect(formatPrice({ amount_minor: 500, currency: 'JPY' })).toBe('JP¥500')
})
