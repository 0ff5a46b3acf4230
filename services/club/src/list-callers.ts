import type { ClubCallers } from '@patchbay/contract'
import type { Database } from '@patchbay/service-kit'
import { asc, eq } from 'drizzle-orm'
import { memberView } from './member-view.ts'
import { callers } from './schema/callers.ts'
import { members } from './schema/members.ts'

/** Every number that the club knows, by name, each with its members by id. */
export async function listCallers(db: Database): Promise<ClubCallers> {
  const rows = await db
    .select({ caller: callers, member: members })
    .from(callers)
    .leftJoin(members, eq(members.callerPhone, callers.phone))
    .orderBy(asc(callers.name), asc(callers.phone), asc(members.id))
  const byPhone = Map.groupBy(rows, ({ caller }) => caller.phone)
  return {
    callers: [...byPhone].map(([phone, ofCaller]) => ({
      phone,
      name: ofCaller[0]?.caller.name ?? phone,
      members: ofCaller.flatMap(({ member }) => (member ? memberView(member) : [])),
    })),
  }
}
