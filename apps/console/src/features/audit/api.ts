import { auditEvents, toolCall, toolCalls } from '@patchbay/contract'
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { request } from '../../app/request.ts'

/** `GET /api/audit`, page by page; of everything, or of what looked suspicious. */
export const auditQuery = (type: '' | 'security') =>
  infiniteQueryOptions({
    queryKey: ['audit', type],
    queryFn: ({ pageParam, signal }) => {
      const search = new URLSearchParams({
        limit: '50',
        ...(type && { type }),
        ...(pageParam && { before: pageParam }),
      })
      return request(`/api/audit?${search}`, auditEvents, { signal })
    },
    initialPageParam: '',
    getNextPageParam: ({ nextBefore }) => nextBefore,
  })

/** Writes whose outcome nobody saw, and results that came late and nobody has heard. */
export const openEndsQuery = queryOptions({
  queryKey: ['audit', 'open-ends'],
  queryFn: async ({ signal }) => {
    const [unknown, unheard] = await Promise.all([
      request('/api/tool-calls?status=unknown', toolCalls, { signal }),
      request('/api/tool-calls?unheard=true', toolCalls, { signal }),
    ])
    return { unknown: unknown.toolCalls, unheard: unheard.toolCalls }
  },
})

/** `POST /api/tool-calls/:id/settle`. */
export function useSettle() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ id, happened }: { id: string; happened: boolean }) =>
      request(`/api/tool-calls/${id}/settle`, toolCall, { method: 'POST', body: { happened } }),
    onSettled: () => queryClient.invalidateQueries(openEndsQuery),
  })
}
