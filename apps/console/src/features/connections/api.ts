import { apiKeys, createdApiKey } from '@patchbay/contract'
import type { newApiKey } from '@patchbay/contract'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import * as z from 'zod'
import { request } from '../../app/request.ts'

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
