import { ToolError, type Database, type ToolContext } from '@patchbay/service-kit'
import { asc, eq } from 'drizzle-orm'
import { members } from './schema/members.ts'

export type MemberRow = typeof members.$inferSelect

/** @throws ToolError when nobody is named as the caller. */
export function requireCaller({ caller }: Pick<ToolContext, 'caller'>): { phone: string } {
  if (caller) return caller
  throw new ToolError(
    'No caller is named, so there is no member to act for. Name the caller by their phone number, then try again; ' +
      'until then only get_availability can answer.',
  )
}

/**
 * The caller's members, by id.
 *
 * @throws ToolError when the number is not linked to any.
 */
export async function requireOwnMembers(db: Database, { phone }: { phone: string }): Promise<MemberRow[]> {
  const own = await db.select().from(members).where(eq(members.callerPhone, phone)).orderBy(asc(members.id))
  if (own.length > 0) return own
  throw new ToolError(
    `The number ${phone} is not linked to any member of the club. ` +
      'Tell the caller that the club has to link their number first; availability can be looked up meanwhile.',
  )
}

/** @throws ToolError when the member is somebody else's, or nobody's: the caller learns no difference. */
export async function requireOwnMember(db: Database, caller: { phone: string }, memberId: number): Promise<MemberRow> {
  const own = await requireOwnMembers(db, caller)
  const member = own.find(({ id }) => id === memberId)
  if (member) return member
  const names = own.map(({ id, name }) => `${name} (${id})`).join(', ')
  throw new ToolError(`Member ${memberId} is not one of your members. Your members are: ${names}.`)
}
