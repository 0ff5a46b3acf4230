import * as z from 'zod'
import { callIdText } from './call.ts'
import { toolClass } from './tool-class.ts'

export const approvalState = z.enum(['pending', 'approved', 'denied', 'expired', 'used'])

/** A person's yes or no to one tool call with these arguments; a yes is used once. */
export const approval = z.object({
  id: z.string(),
  callId: z.string().nullable(),
  toolCallId: z.string(),
  agentId: z.int().nullable(),
  server: z.string(),
  tool: z.string(),
  toolClass,
  /** Redacted, as in the audit. */
  arguments: z.record(z.string(), z.unknown()),
  /** What is read back to the person. */
  say: z.string(),
  /** Why it asks: the agent's policy, the tool's setting, its class, or output of a server that is not trusted. */
  why: z.enum(['policy', 'setting', 'dangerous', 'untrusted_output']),
  state: approvalState,
  askedBy: z.string(),
  callerPhone: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decidedVia: z.enum(['console', 'voice', 'elicitation']).nullable(),
  reason: z.string().nullable(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  decidedAt: z.iso.datetime().nullable(),
})
export type Approval = z.infer<typeof approval>

/** `GET /api/approvals?state=&limit=&before=`: newest first. */
export const approvalsQuery = z.object({
  state: z.enum(['pending', 'decided', 'all']).default('pending'),
  callId: callIdText.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z
    .string()
    .regex(/^ap_\w{1,64}$/)
    .optional(),
})
export const approvals = z.object({ approvals: z.array(approval), nextBefore: z.string().nullable() })

/** `POST /api/approvals/:id`. */
export const approvalDecision = z.strictObject({ approve: z.boolean(), reason: z.string().max(500).optional() })
