import { approval, approvals } from '@patchbay/contract'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { request } from '../../app/request.ts'

/** `GET /api/approvals`: the newest first. */
export const approvalsQuery = queryOptions({
  queryKey: ['approvals'],
  queryFn: ({ signal }) => request('/api/approvals?state=all&limit=50', approvals, { signal }),
})

/** `POST /api/approvals/:id`. */
export function useDecide() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ id, approve }: { id: string; approve: boolean }) =>
      request(`/api/approvals/${id}`, approval, { method: 'POST', body: { approve } }),
    onSettled: () => queryClient.invalidateQueries(approvalsQuery),
  })
}
