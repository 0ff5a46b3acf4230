import type { Database } from '@patchbay/service-kit'
import { eq } from 'drizzle-orm'
import { callers } from './schema/callers.ts'

/**
 * Makes everything that changes one caller's bookings happen one after the other, on any number of processes, until the
 * transaction ends. It covers every member of the caller, so two bookings for one member never check at the same time.
 *
 * Locks are taken in one order everywhere, so that nothing deadlocks: caller, session, voucher.
 */
export async function lockCaller(tx: Database, { phone }: { phone: string }): Promise<void> {
  // `no key`: rows that refer to the caller may still be written meanwhile.
  await tx.select({ phone: callers.phone }).from(callers).where(eq(callers.phone, phone)).for('no key update')
}
