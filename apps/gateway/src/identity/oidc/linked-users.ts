import { PatchbayError } from '@patchbay/contract'
import { and, asc, eq } from 'drizzle-orm'
import { oidcIdentities } from '../../store/schema/oidc-identities.ts'
import { users } from '../../store/schema/users.ts'
import type { Store } from '../../store/store.ts'
import type { User } from '../users.ts'

export interface LinkedUser {
  identityId: number
  user: User
}

/** A provider's account: `subject` is its `sub`. */
export interface ProviderAccount {
  issuer: string
  subject: string
  /** What a new user is called, where nobody is called so yet. */
  name: string
}

/** What names the credentials of a provider's account. */
export function credentialIdOf(identityId: number): string {
  return `oidc:${identityId}`
}

export async function findLinkedUser(
  { db }: Pick<Store, 'db'>,
  { issuer, subject }: Pick<ProviderAccount, 'issuer' | 'subject'>,
): Promise<LinkedUser | undefined> {
  const [row] = await db
    .select({ identityId: oidcIdentities.id, user: users })
    .from(oidcIdentities)
    .innerJoin(users, eq(users.id, oidcIdentities.userId))
    .where(and(eq(oidcIdentities.issuer, issuer), eq(oidcIdentities.subject, subject)))
  return row
}

/**
 * Lets a provider's account sign in as a user.
 *
 * @throws {PatchbayError} `ALREADY_LINKED` where it is another user's.
 */
export async function linkUser(
  { db }: Pick<Store, 'db'>,
  userId: number,
  { issuer, subject }: Pick<ProviderAccount, 'issuer' | 'subject'>,
  at: Date,
): Promise<void> {
  const [made] = await db
    .insert(oidcIdentities)
    .values({ userId, issuer, subject, createdAt: at })
    .onConflictDoNothing()
    .returning()
  if (made) return
  const known = await findLinkedUser({ db }, { issuer, subject })
  if (known?.user.id === userId) return
  throw new PatchbayError('ALREADY_LINKED', 'This account signs in as another user here. Disconnect it there first.')
}

/** Makes a user for a provider's account; of two requests at once one makes it. */
export async function addLinkedUser(
  { db }: Pick<Store, 'db'>,
  account: ProviderAccount,
  role: User['role'],
  at: Date,
): Promise<User> {
  return db.transaction(async (tx) => {
    const user = await addNamed(tx, account.name, role, at)
    await linkUser({ db: tx }, user.id, account, at)
    return user
  })
}

/** Names are unique here and not at the provider: a second Ana is "Ana 2". */
async function addNamed(db: Pick<Store['db'], 'insert'>, name: string, role: User['role'], at: Date): Promise<User> {
  for (let n = 1; n <= 1000; n += 1) {
    const [made] = await db
      .insert(users)
      .values({ name: n === 1 ? name : `${name} ${n}`, role, createdAt: at })
      .onConflictDoNothing()
      .returning()
    if (made) return made
  }
  throw new PatchbayError('NAME_TAKEN', `There are too many users named ${name}`)
}

export async function listIdentities({ db }: Pick<Store, 'db'>, userId: number) {
  return db.select().from(oidcIdentities).where(eq(oidcIdentities.userId, userId)).orderBy(asc(oidcIdentities.id))
}
