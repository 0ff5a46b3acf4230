import { auditEvents, auditQuery } from '@patchbay/contract'
import { and, desc, eq, isNull, like, lt, or } from 'drizzle-orm'
import { describeAuditEvent } from '../store/audit-log.ts'
import { adminEvents } from '../store/schema/admin-events.ts'
import type { Api, ApiContext } from './api-context.ts'
import { requirePrincipal } from './require-principal.ts'

/** What was done to the configuration, and what looked suspicious. */
export function auditRoutes(api: Api, { identity, store: { db } }: ApiContext): void {
  api.get(
    '/api/audit',
    {
      schema: {
        tags: ['audit'],
        summary: 'Changes of the configuration and suspicious activity, newest first',
        querystring: auditQuery,
        response: { 200: auditEvents },
      },
    },
    async (request) => {
      const { userId, scopes } = await requirePrincipal(identity, request, 'servers:manage')
      const { severity, type, limit, before } = request.query
      // What concerns the whole gateway is an admin's.
      const mine = eq(adminEvents.userId, userId)
      const rows = await db
        .select()
        .from(adminEvents)
        .where(
          and(
            scopes.includes('admin') ? or(mine, isNull(adminEvents.userId)) : mine,
            severity === undefined ? undefined : eq(adminEvents.severity, severity),
            type === undefined ? undefined : like(adminEvents.type, `${type.replaceAll('_', '\\_')}%`),
            before === undefined ? undefined : lt(adminEvents.id, before),
          ),
        )
        .orderBy(desc(adminEvents.id))
        .limit(limit)
      return {
        events: rows.map(describeAuditEvent),
        nextBefore: rows.length === limit ? (rows.at(-1)?.id ?? null) : null,
      }
    },
  )
}
