import { clubCallers, clubWeek, clubWeekQuery } from '@patchbay/contract'
import type { Api, ApiContext } from './api-context.ts'
import { requirePrincipal } from './require-principal.ts'

/** The club as its staff see it: everybody's bookings, so for admins alone. */
export function clubRoutes(api: Api, { identity, club }: ApiContext): void {
  api.get(
    '/api/club/callers',
    { schema: { tags: ['club'], summary: 'List callers and their members', response: { 200: clubCallers } } },
    async (request) => {
      await requirePrincipal(identity, request, 'admin')
      return club.listCallers()
    },
  )

  api.get(
    '/api/club/week',
    {
      schema: { tags: ['club'], summary: 'Seven days', querystring: clubWeekQuery, response: { 200: clubWeek } },
    },
    async (request) => {
      await requirePrincipal(identity, request, 'admin')
      return club.readWeek(request.query.from)
    },
  )
}
