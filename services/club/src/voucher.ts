import { ToolError, type Database } from '@patchbay/service-kit'
import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { vouchers } from './schema/vouchers.ts'

/** A voucher's code as people say and write it: spaces and capitals make no difference, so that `onda 10` is `ONDA10`. */
export const voucherCode = z
  .string()
  .max(32)
  .regex(/^[\s_-]*[\p{L}\p{N}][\p{L}\p{N}\s_-]*$/u, 'must be letters, digits, spaces or hyphens')
  .overwrite((code) => code.replaceAll(/\s/g, '').toUpperCase())

/**
 * Takes one use of the voucher, inside the booking's transaction, and answers its discount in per cent.
 *
 * @throws ToolError when nobody issued it, or when it has no use left; the transaction then books nothing.
 */
export async function takeVoucher(tx: Database, code: string): Promise<number> {
  const [voucher] = await tx.select().from(vouchers).where(eq(vouchers.code, code)).for('no key update')
  if (!voucher) {
    throw new ToolError(`There is no voucher ${code}, so nothing was booked. Check the code, or book without one.`)
  }
  if (voucher.usesLeft < 1) {
    throw new ToolError(`Voucher ${code} has been used up, so nothing was booked. Use another, or book without one.`)
  }
  await tx
    .update(vouchers)
    .set({ usesLeft: voucher.usesLeft - 1 })
    .where(eq(vouchers.code, code))
  return voucher.percentage
}

/** Gives a use back: what was paid for with it did not take place. */
export async function returnVoucher(tx: Database, code: string): Promise<void> {
  await tx
    .update(vouchers)
    .set({ usesLeft: sql`${vouchers.usesLeft} + 1` })
    .where(eq(vouchers.code, code))
}

/** The price after the discount, rounded to the nearest unit, halves up. */
export function discounted(amountMinor: number, percentage: number): number {
  return Math.round((amountMinor * (100 - percentage)) / 100)
}
