import { earsCommand, earsSetting, serverMetrics, systemStatus, type SystemStatus } from '@patchbay/contract'
import type { Api, ApiContext } from './api-context.ts'
import { requirePrincipal } from './require-principal.ts'

/** How everything stands, and how much there is to do. */
export function statusRoutes(api: Api, { identity, hub, upstreams, store, voice, speaking, now }: ApiContext): void {
  api.get(
    '/api/status',
    { schema: { tags: ['status'], summary: 'How everything stands', response: { 200: systemStatus } } },
    async (request) => {
      const { userId } = await requirePrincipal(identity, request)
      const begun = performance.now()
      const answers = await store.ping().then(
        () => true,
        () => false,
      )
      const ms = Math.max(1, Math.round(performance.now() - begun))
      const own = upstreams.all().filter(({ row }) => row.userId === userId && row.type !== 'service')
      const connected = own.some(({ row }) => row.connectionStatus === 'connected')
      return {
        livekit: 'not_configured' as const,
        openai: 'not_configured' as const,
        mcp: !answers
          ? ('error' as const)
          : connected
            ? ('connected' as const)
            : own.length > 0
              ? ('disconnected' as const)
              : ('ready' as const),
        ears: voice.engine.ears ?? `none: ${earsCommand}, or set ${earsSetting}`,
        voice: voiceOf(speaking),
        latency: `${ms}ms`,
        timestamp: new Date(now()).toISOString(),
      }
    },
  )

  api.get(
    '/api/mcp/metrics',
    {
      schema: {
        tags: ['status'],
        summary: 'Calls, errors, time and bytes of the last hour, for each server that you may use',
        response: { 200: serverMetrics },
      },
    },
    async (request) => {
      const { userId } = await requirePrincipal(identity, request, 'servers:manage')
      // A service is everybody's, and its numbers are not.
      const ids = upstreams
        .all()
        .filter(({ row }) => row.userId === userId)
        .map(({ row }) => row.id)
      return hub.metrics.read(ids)
    },
  )

  api.get('/metrics', { schema: { tags: ['status'], summary: 'For Prometheus' } }, async (request, reply) => {
    await requirePrincipal(identity, request, 'admin')
    reply.type(hub.metrics.registry.contentType)
    return hub.metrics.registry.metrics()
  })
}

function voiceOf({ live, figures }: ApiContext['speaking']): SystemStatus['voice'] {
  return {
    live: live.name === 'none' ? null : live.name,
    engines: figures().map(({ engine, ready, realTimeFactor = null, note = null }) => ({
      engine,
      ready,
      realTimeFactor,
      note,
    })),
  }
}
