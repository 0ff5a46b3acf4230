import { PatchbayError, type Me } from '@patchbay/contract'
import { eq } from 'drizzle-orm'
import { users } from '../store/schema/users.ts'
import type { ApiContext } from './api-context.ts'

/** @throws {PatchbayError} `SIGN_IN_REQUIRED` where the user is gone. */
export async function describeMe(
  { store, voice, publicUrl, version, demoCaller }: ApiContext,
  userId: number,
): Promise<Me> {
  const [user] = await store.db.select().from(users).where(eq(users.id, userId))
  if (!user) throw new PatchbayError('SIGN_IN_REQUIRED', 'This user is gone. Sign in as another one.')
  const { id, name, role } = user
  return { user: { id, name, role }, version, publicUrl: publicUrl(), engine: voice.engine, demoCaller }
}
