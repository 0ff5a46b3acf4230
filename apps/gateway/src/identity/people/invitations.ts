import { PatchbayError, type Role } from '@patchbay/contract'
import { and, asc, eq, gt, lte } from 'drizzle-orm'
import { invitations } from '../../store/schema/invitations.ts'
import { users } from '../../store/schema/users.ts'
import type { Store } from '../../store/store.ts'
import { addLinkedUser, type ProviderAccount } from '../oidc/linked-users.ts'
import { hashSecret, newSecret } from '../secret.ts'
import type { User } from '../users.ts'
import { requireFree } from './accounts.ts'
import { hashPassword } from './password-hash.ts'

/** An invitation and who made it. */
export interface InvitationRow {
  invitation: typeof invitations.$inferSelect
  invitedBy: string
}

interface NewInvitation {
  note: string
  role: Role
  invitedBy: number
  /** How long it waits, in hours. */
  hours: number
}

/** @returns The row, and the code, which is kept nowhere. */
export async function makeInvitation({ db }: Store, { hours, ...asked }: NewInvitation, at: Date) {
  await db.delete(invitations).where(lte(invitations.expiresAt, at))
  const code = newSecret('')
  const expiresAt = new Date(at.getTime() + hours * 3_600_000)
  const [row] = await db
    .insert(invitations)
    .values({ ...asked, codeHash: hashSecret(code), createdAt: at, expiresAt })
    .returning()
  if (!row) throw new Error('The invitation was not made')
  return { row, code }
}

export async function listInvitations({ db }: Store, at: Date): Promise<InvitationRow[]> {
  return db
    .select({ invitation: invitations, invitedBy: users.name })
    .from(invitations)
    .innerJoin(users, eq(users.id, invitations.invitedBy))
    .where(gt(invitations.expiresAt, at))
    .orderBy(asc(invitations.id))
}

/** @throws {PatchbayError} `NOT_FOUND`. */
export async function withdrawInvitation({ db }: Store, id: number): Promise<typeof invitations.$inferSelect> {
  const [gone] = await db.delete(invitations).where(eq(invitations.id, id)).returning()
  if (!gone) throw new PatchbayError('NOT_FOUND', 'There is no such invitation: it was used, withdrawn or is too old.')
  return gone
}

/** @throws {PatchbayError} `INVALID_INVITATION`. */
export async function lookAtInvitation({ db }: Store, code: string, at: Date): Promise<InvitationRow> {
  const [found] = await db
    .select({ invitation: invitations, invitedBy: users.name })
    .from(invitations)
    .innerJoin(users, eq(users.id, invitations.invitedBy))
    .where(and(eq(invitations.codeHash, hashSecret(code)), gt(invitations.expiresAt, at)))
  if (!found) throw invalid()
  return found
}

/** Who comes: with a password of their own, or by a provider's account. */
export type Newcomer = { name: string; email: string | undefined; password: string } | ProviderAccount

/**
 * Makes the account that an invitation is for, and uses the invitation up: of two who try at once, one gets it.
 *
 * @throws {PatchbayError} `INVALID_INVITATION`, or `NAME_TAKEN`, after which the invitation can be used still.
 */
export async function acceptInvitation(store: Store, code: string, newcomer: Newcomer, at: Date): Promise<User> {
  // The costly part comes before the transaction, and not for whoever guesses.
  await lookAtInvitation(store, code, at)
  const passwordHash = 'password' in newcomer ? await hashPassword(newcomer.password) : null
  return store.db.transaction(async (tx) => {
    const [used] = await tx
      .delete(invitations)
      .where(and(eq(invitations.codeHash, hashSecret(code)), gt(invitations.expiresAt, at)))
      .returning()
    if (!used) throw invalid()
    const { role } = used
    if (!('password' in newcomer)) return addLinkedUser({ db: tx }, newcomer, role, at)
    const { name, email = null } = newcomer
    await requireFree({ db: tx }, { name, email })
    const [user] = await tx.insert(users).values({ name, email, passwordHash, role, createdAt: at }).returning()
    if (!user) throw new Error('The user was not made')
    return user
  })
}

function invalid(): PatchbayError {
  return new PatchbayError(
    'INVALID_INVITATION',
    'This invitation was used already, was withdrawn, or is too old. Ask who invited you for a new one.',
  )
}
