import type { LiveEvent } from '@patchbay/contract'
import { openEventStream } from '../event-stream.ts'
import type { Api, ApiContext } from './api-context.ts'
import { requirePrincipal } from './require-principal.ts'

/** What happens, as it happens, for the consoles of one user. */
export function eventRoutes(api: Api, { identity, bus, connections, hub }: ApiContext): void {
  api.get(
    '/api/events',
    { schema: { tags: ['calls'], summary: 'Server-Sent Events: calls and tool calls as they begin and end' } },
    async (request, reply) => {
      const { userId, ...principal } = await requirePrincipal(identity, request, 'servers:manage')
      // Who left while we looked is not waited for.
      if (reply.raw.closed) return reply.hijack()
      const remove = connections.add({ userId, ...principal }, (reason) => {
        events.send('message', JSON.stringify({ type: 'stopping', reason }))
        events.end()
      })
      reply.hijack()
      const events = openEventStream(reply.raw)
      const tell = (message: { userId: number; event: LiveEvent }) => {
        if (message.userId === userId) events.send('message', JSON.stringify(message.event))
      }
      // While a page is open somebody may be asked for a yes.
      const stops = [bus.subscribe('live', tell), bus.subscribe('tool_call', tell), hub.approvals.watch(userId)]
      reply.raw.once('close', () => {
        for (const stop of stops) stop()
        remove()
      })
    },
  )
}
