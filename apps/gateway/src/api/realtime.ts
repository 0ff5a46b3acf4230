import { answeringAgents, clientSecret, newClientSecret } from '@patchbay/contract'
import type { Api, ApiContext } from './api-context.ts'
import { requirePrincipal } from './require-principal.ts'

/** Ephemeral keys for the local engine; the engine itself is a WebSocket at `/v1/realtime`. */
export function realtimeRoutes(api: Api, { identity, voice }: ApiContext): void {
  api.post(
    '/v1/realtime/client_secrets',
    {
      schema: {
        tags: ['realtime'],
        summary: 'Make an ephemeral key for one realtime session',
        body: newClientSecret,
        response: { 200: clientSecret },
      },
    },
    async (request) => {
      const principal = await requirePrincipal(identity, request, 'realtime')
      const { session, expires_after: expiry, caller_id: callerId, agent } = request.body
      return voice.makeSecret(principal, { session, seconds: expiry?.seconds, callerId, agent })
    },
  )

  api.get(
    '/api/realtime/agents',
    {
      schema: {
        tags: ['realtime'],
        summary: 'List who can answer a call: agents of this gateway, then your own',
        response: { 200: answeringAgents },
      },
    },
    async (request) => ({
      agents: await voice.listAgents(await requirePrincipal(identity, request, 'realtime')),
    }),
  )
}
