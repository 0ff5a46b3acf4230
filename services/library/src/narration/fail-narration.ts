import type { Database } from '@patchbay/service-kit'
import { and, eq, inArray } from 'drizzle-orm'
import { narrations } from '../schema/narrations.ts'

/** Ends a narration that is under way, with the reason; what was made is kept, and it goes on when it is asked for again. */
export async function failNarration(db: Database, narrationId: string, reason: string): Promise<void> {
  await db
    .update(narrations)
    .set({ state: 'failed', error: reason.slice(0, 500), leaseHolder: null, leaseUntil: null })
    .where(and(eq(narrations.id, narrationId), inArray(narrations.state, ['queued', 'running'])))
}
