import type { AuditEvent } from '@patchbay/contract'
import { adminEvents } from './schema/admin-events.ts'
import { createIds } from './time-ordered-id.ts'
import type { Store } from './store.ts'

/** What is written down of a change, or of what looked suspicious. */
export interface AuditEntry {
  /** Whom it concerns; nobody where it concerns the whole gateway. */
  userId: number | null
  /** `server.created`, `tool.changed`, `security.address_blocked`, … */
  type: string
  severity: AuditEvent['severity']
  actor: string
  subject: string
  sentence: string
  /** No secret. */
  details?: Record<string, unknown>
}

export interface AuditLog extends AsyncDisposable {
  /** Writes it behind whatever goes on; never throws. */
  record(entry: AuditEntry): void
}

export interface AuditLogOptions {
  store: Store
  now: () => number
  /** Is told of each event at once. */
  publish: (userId: number | null, event: AuditEvent) => void
  onError: (error: unknown) => void
}

export function createAuditLog({ store: { db }, now, publish, onError }: AuditLogOptions): AuditLog {
  const newId = createIds('ae_', now)
  let writing = Promise.resolve()
  return {
    record({ details = {}, ...entry }) {
      const row = { id: newId(), details, at: new Date(now()), ...entry }
      publish(entry.userId, describeAuditEvent(row))
      writing = writing.then(async () => void (await db.insert(adminEvents).values(row))).catch(onError)
    },
    [Symbol.asyncDispose]: () => writing,
  }
}

/** An event as the wire shows it. */
export function describeAuditEvent(row: typeof adminEvents.$inferSelect): AuditEvent {
  const { userId: _, at, ...event } = row
  return { ...event, at: at.toISOString() }
}
