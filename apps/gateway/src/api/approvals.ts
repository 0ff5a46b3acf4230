import { approval, approvalDecision, approvals, approvalsQuery } from '@patchbay/contract'
import * as z from 'zod'
import type { Api, ApiContext } from './api-context.ts'
import { requirePrincipal } from './require-principal.ts'

/** Tool calls that wait for a person, and the person's word. */
export function approvalRoutes(api: Api, { identity, hub, audit }: ApiContext): void {
  api.get(
    '/api/approvals',
    {
      schema: {
        tags: ['approvals'],
        summary: 'Tool calls that wait for a yes, or did',
        querystring: approvalsQuery,
        response: { 200: approvals },
      },
    },
    async (request) => {
      const { userId } = await requirePrincipal(identity, request, 'servers:manage')
      const found = await hub.approvals.list(userId, request.query)
      return { approvals: found, nextBefore: found.length === request.query.limit ? (found.at(-1)?.id ?? null) : null }
    },
  )

  api.post(
    '/api/approvals/:id',
    {
      schema: {
        tags: ['approvals'],
        summary: 'Say yes or no; a yes is good once, for the same arguments',
        params: z.object({ id: z.string().regex(/^ap_\w{1,64}$/) }),
        body: approvalDecision,
        response: { 200: approval },
      },
    },
    async (request) => {
      const principal = await requirePrincipal(identity, request, 'servers:manage')
      const { approve, reason } = request.body
      const decided = await hub.approvals.decide(principal.userId, request.params.id, {
        approve,
        by: principal.name,
        via: 'console',
        reason,
      })
      const sentence = `${principal.name} said ${approve ? 'yes' : 'no'} to ${decided.tool} of ${decided.server}`
      audit(principal, 'approval.decided', `${decided.server}: ${decided.tool}`, sentence, {
        approvalId: decided.id,
        approve,
      })
      return decided
    },
  )
}
