import * as z from 'zod'

/**
 * Something that was done to the configuration, or that a person should know of: a refused key, a pinned tool that
 * changed, a blocked address.
 */
export const auditEvent = z.object({
  id: z.string(),
  /** `server.created`, `tool.changed`, `security.address_blocked`, … */
  type: z.string(),
  severity: z.enum(['info', 'notice', 'warning']),
  /** Who did it, or whose credential it was. */
  actor: z.string(),
  /** What it is about, for a person: a server's name, a key's. */
  subject: z.string(),
  sentence: z.string(),
  details: z.record(z.string(), z.unknown()),
  at: z.iso.datetime(),
})
export type AuditEvent = z.infer<typeof auditEvent>

/** `GET /api/audit?severity=&type=&limit=&before=`: newest first. `type` may be the beginning of one (`security`). */
export const auditQuery = z.object({
  severity: z.enum(['info', 'notice', 'warning']).optional(),
  type: z
    .string()
    .regex(/^[a-z_.]{1,60}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z
    .string()
    .regex(/^ae_\w{1,64}$/)
    .optional(),
})
export const auditEvents = z.object({ events: z.array(auditEvent), nextBefore: z.string().nullable() })
