import { apiKeys, createdApiKey, localCommand, oauthConnection, oauthConnections } from '@patchbay/contract'
import type { newApiKey } from '@patchbay/contract'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import * as z from 'zod'
import { request, RequestError } from '../../app/request.ts'

export type NewApiKey = z.infer<typeof newApiKey>

/** `GET /api/keys`. */
export const keysQuery = queryOptions({
  queryKey: ['keys'],
  queryFn: ({ signal }) => request('/api/keys', apiKeys, { signal }),
})

/** `POST /api/keys`; the answer holds the key itself, this once. */
export function useMakeKey() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (body: NewApiKey) => request('/api/keys', createdApiKey, { method: 'POST', body }),
    onSuccess: () => void queryClient.invalidateQueries(keysQuery),
    // The answer must not stay in memory once the dialog that shows it is gone.
    gcTime: 0,
  })
}

/** `DELETE /api/keys/:id`. */
export function useRevokeKey() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (id: number) => request(`/api/keys/${id}`, z.unknown(), { method: 'DELETE' }),
    onSettled: () => queryClient.invalidateQueries(keysQuery),
  })
}

/** `GET /api/oauth/connections`. */
export const oauthConnectionsQuery = queryOptions({
  queryKey: ['oauth-connections'],
  queryFn: ({ signal }) => request('/api/oauth/connections', oauthConnections, { signal }),
})

/** `DELETE /api/oauth/connections/:id`. */
export function useDisconnect() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (id: number) => request(`/api/oauth/connections/${id}`, oauthConnection, { method: 'DELETE' }),
    onSettled: () => queryClient.invalidateQueries(oauthConnectionsQuery),
  })
}

/** `GET /api/local-command`. */
export const localCommandQuery = queryOptions({
  queryKey: ['local-command'],
  queryFn: ({ signal }) => request('/api/local-command', localCommand, { signal }),
  // It changes with where the gateway is installed and not before.
  staleTime: 'static',
})

const protectedResource = z.object({ resource: z.url(), authorization_servers: z.array(z.string()).min(1) })

/**
 * Whether an endpoint takes a sign-in. Asked as a client asks (RFC 9728 §3.1); where there is none, the address shows
 * the console's own page, or nothing.
 *
 * @param path - The endpoint's, from the gateway's origin.
 */
export const takesSignInQuery = (path: string) =>
  queryOptions({
    queryKey: ['takes-sign-in', path],
    async queryFn({ signal }) {
      try {
        await request(`/.well-known/oauth-protected-resource${path}`, protectedResource, { signal })
        return true
      } catch (error) {
        if (error instanceof RequestError && error.code !== 'UNREACHABLE') return false
        throw error
      }
    },
    // It changes with the gateway's version and not before.
    staleTime: 'static',
  })
