/** An amount in its currency's smallest unit as people write it: `R$120.50`. */
export function formatPrice({ amount_minor, currency }: { amount_minor: number; currency: string }): string {
  const format = new Intl.NumberFormat('en-GB', { style: 'currency', currency })
  // Yen have no smaller unit, dinars a thousandth: the currency knows its own number of digits.
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  return format.format(amount_minor / 10 ** digits)
}
