import { toolCallBody } from '@patchbay/contract'
import * as z from 'zod'
import type { Api, ApiContext } from './api-context.ts'
import { callForPage } from './call-for-page.ts'
import { requirePrincipal } from './require-principal.ts'

/** Tools for a page: what it may call, and the call. */
export function toolRoutes(api: Api, { identity, hub }: ApiContext): void {
  api.get(
    '/api/tools',
    {
      schema: {
        tags: ['tools'],
        summary: 'List the tools that you have',
        response: { 200: z.object({ tools: z.array(z.looseObject({ name: z.string() })) }) },
      },
    },
    async (request) => {
      const principal = await requirePrincipal(identity, request, 'tools:call')
      return { tools: hub.listTools(principal, { kind: 'user' }) }
    },
  )

  api.post(
    '/api/tools/call',
    {
      schema: {
        tags: ['tools'],
        summary: 'Call a tool; the header X-Caller-Id names the caller. Answers an MCP CallToolResult',
        body: toolCallBody,
        response: { 200: z.looseObject({ content: z.array(z.looseObject({ type: z.string() })) }) },
      },
    },
    async (request, reply) => {
      const principal = await requirePrincipal(identity, request, 'tools:call')
      const { name, arguments: args, callId, functionCallId, idempotencyKey } = request.body
      return callForPage(hub, reply, {
        principal,
        toolset: { kind: 'user' },
        name,
        arguments: args,
        callId,
        idempotencyKey: idempotencyKey ?? functionCallId,
      })
    },
  )
}
