import type { CallerProfile } from '@patchbay/contract'
import type { Database } from '@patchbay/service-kit'
import { asc, eq } from 'drizzle-orm'
import { callers } from './schema/callers.ts'
import { members } from './schema/members.ts'

/**
 * Who answers a phone number, as far as the club knows: an unknown number has no name and no members.
 *
 * @param phone E.164
 */
export async function lookUpCaller(db: Database, phone: string): Promise<CallerProfile> {
  const rows = await db
    .select({ name: callers.name, hasBeyondToken: callers.hasBeyondToken, memberId: members.id })
    .from(callers)
    .leftJoin(members, eq(members.callerPhone, callers.phone))
    .where(eq(callers.phone, phone))
    .orderBy(asc(members.id))
  return {
    phone,
    name: rows[0]?.name ?? null,
    has_beyond_token: rows[0]?.hasBeyondToken ?? false,
    member_ids: rows.flatMap(({ memberId }) => memberId ?? []),
  }
}
