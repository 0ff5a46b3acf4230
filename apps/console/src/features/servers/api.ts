import {
  importResult,
  mcpServer,
  mcpServers,
  serverConsequences,
  serverMetrics,
  serverTools,
  sharedServers,
  testResult,
  type McpServer,
  type McpServerChange,
  type ToolSettingsChange,
} from '@patchbay/contract'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import * as z from 'zod'
import { request } from '../../app/request.ts'

/** `GET /api/mcp/servers`. */
export const serversQuery = queryOptions({
  queryKey: ['servers'],
  queryFn: ({ signal }) => request('/api/mcp/servers', mcpServers, { signal }),
})

/** `GET /api/mcp/servers/:id`. */
export const serverQuery = (id: number) =>
  queryOptions({
    queryKey: ['servers', id],
    queryFn: ({ signal }) => request(`/api/mcp/servers/${id}`, mcpServer, { signal }),
  })

/** `GET /api/mcp/servers/:id/tools`. */
export const serverToolsQuery = (id: number) =>
  queryOptions({
    queryKey: ['servers', id, 'tools'],
    queryFn: ({ signal }) => request(`/api/mcp/servers/${id}/tools`, serverTools, { signal }),
  })

/** `GET /api/mcp/servers/:id/consequences`. */
export const consequencesQuery = (id: number) =>
  queryOptions({
    queryKey: ['servers', id, 'consequences'],
    queryFn: ({ signal }) => request(`/api/mcp/servers/${id}/consequences`, serverConsequences, { signal }),
    staleTime: 0,
  })

/** `GET /api/mcp/metrics`. */
export const metricsQuery = queryOptions({
  queryKey: ['metrics'],
  queryFn: ({ signal }) => request('/api/mcp/metrics', serverMetrics, { signal }),
  refetchInterval: 15_000,
})

/** `POST /api/mcp/servers/import`: adds all that a person pasted. */
export function useImportServers() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (body: unknown) => request('/api/mcp/servers/import', importResult, { method: 'POST', body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['servers'] }),
    // What was pasted may hold secrets.
    gcTime: 0,
  })
}

/** `POST /api/mcp/servers`. */
export function useAddServer() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (body: McpServerChange) => request('/api/mcp/servers', mcpServer, { method: 'POST', body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['servers'] }),
    gcTime: 0,
  })
}

/** `PUT /api/mcp/servers/:id`. */
export function useChangeServer(id: number) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (body: McpServerChange) => request(`/api/mcp/servers/${id}`, mcpServer, { method: 'PUT', body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['servers'] }),
    gcTime: 0,
  })
}

/** `DELETE /api/mcp/servers/:id`. */
export function useDeleteServer(id: number) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: () => request(`/api/mcp/servers/${id}`, z.unknown(), { method: 'DELETE' }),
    onSuccess: () => {
      queryClient.setQueryData(serversQuery.queryKey, (known) => known?.filter((server) => server.id !== id))
      return queryClient.invalidateQueries({ queryKey: ['servers'], exact: true })
    },
  })
}

/** `POST /api/mcp/servers/:id/test`. */
export function useTestServer(id: number) {
  return useMutation({
    mutationFn: () => request(`/api/mcp/servers/${id}/test`, testResult, { method: 'POST' }),
  })
}

/** `POST /api/mcp/servers/:id/connect` or `disconnect`. */
export function useConnection(id: number) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (action: 'connect' | 'disconnect') =>
      request(`/api/mcp/servers/${id}/${action}`, mcpServer, { method: 'POST' }),
    onSuccess: (server: McpServer) => queryClient.setQueryData(serverQuery(id).queryKey, server),
  })
}

/** `POST /api/mcp/servers/:id/sign-in`: goes to where the person signs in. */
export function useSignInAtServer(id: number) {
  return useMutation({
    mutationFn: () =>
      request(`/api/mcp/servers/${id}/sign-in`, z.object({ url: z.url().nullable() }), { method: 'POST' }),
    onSuccess: ({ url }) => {
      if (url !== null) location.assign(url)
    },
  })
}

/** `PATCH /api/mcp/servers/:id/tools`: one change for many tools. */
export function useSetTools(id: number) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (body: { names: string[]; set: ToolSettingsChange }) =>
      request(`/api/mcp/servers/${id}/tools`, serverTools, { method: 'PATCH', body }),
    onSuccess: (tools) => queryClient.setQueryData(serverToolsQuery(id).queryKey, tools),
  })
}

/** `POST /api/mcp/servers/:id/tools/review`. */
export function useReviewTools(id: number) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (names: string[]) =>
      request(`/api/mcp/servers/${id}/tools/review`, serverTools, { method: 'POST', body: { names } }),
    onSuccess: (tools) => {
      queryClient.setQueryData(serverToolsQuery(id).queryKey, tools)
      return queryClient.invalidateQueries({ queryKey: ['servers'], exact: true })
    },
  })
}

const callToolResult = z.looseObject({
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
  isError: z.boolean().optional(),
})

/** `POST /api/mcp/servers/:id/tools/call`. */
export function useTryTool(id: number) {
  return useMutation({
    mutationFn: (body: { name: string; arguments: Record<string, unknown> }) =>
      request(`/api/mcp/servers/${id}/tools/call`, callToolResult, { method: 'POST', body }),
    gcTime: 0,
  })
}

/** `GET /api/mcp/shared-servers`: servers of others that everybody may use. */
export const sharedServersQuery = queryOptions({
  queryKey: ['servers', 'shared'],
  queryFn: ({ signal }) => request('/api/mcp/shared-servers', sharedServers, { signal }),
})

/** `PUT /api/mcp/servers/:id/credential`: a key of one's own for somebody else's server; null takes it away. */
export function useSetCredential() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ id, apiKey }: { id: number; apiKey: string | null }) =>
      request(`/api/mcp/servers/${id}/credential`, z.object({ hasCredential: z.boolean() }), {
        method: 'PUT',
        body: { apiKey },
      }),
    onSuccess: () => queryClient.invalidateQueries(sharedServersQuery),
    gcTime: 0,
  })
}
