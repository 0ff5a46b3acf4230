import type { AuditEntry } from '../store/audit-log.ts'

/** What the audit says when many keys were refused in a row. */
export function refusedKeys(count: number): AuditEntry {
  return {
    userId: null,
    type: 'security.refused_keys',
    severity: 'warning',
    actor: 'somebody',
    subject: 'API keys',
    sentence: `${count} keys were refused within a minute. Somebody may be guessing, or a program has an old one.`,
  }
}
