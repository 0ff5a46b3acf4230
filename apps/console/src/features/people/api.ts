import {
  account,
  belongings,
  consoleSessionList,
  createdInvitation,
  invitations,
  users,
  type accountChange,
  type newInvitation,
  type passwordChange,
  type Role,
} from '@patchbay/contract'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import * as z from 'zod'
import { request } from '../../app/request.ts'
import { meQuery } from '../../app/signed-in-user.ts'

/** `GET /api/console/account`. */
export const accountQuery = queryOptions({
  queryKey: ['people', 'account'],
  queryFn: ({ signal }) => request('/api/console/account', account, { signal }),
})

/** `GET /api/console/sessions`: everybody's for an admin. */
export const sessionsQuery = (all: boolean) =>
  queryOptions({
    queryKey: ['people', 'sessions', all],
    queryFn: ({ signal }) => request(`/api/console/sessions?all=${all}`, consoleSessionList, { signal }),
  })

/** `GET /api/users`, for admins. */
export const usersQuery = queryOptions({
  queryKey: ['people', 'users'],
  queryFn: ({ signal }) => request('/api/users', users, { signal }),
})

/** `GET /api/invitations`, for admins. */
export const invitationsQuery = queryOptions({
  queryKey: ['people', 'invitations'],
  queryFn: ({ signal }) => request('/api/invitations', invitations, { signal }),
})

/** `GET /api/users/:id/belongings`. */
export const belongingsQuery = (id: number) =>
  queryOptions({
    queryKey: ['people', 'belongings', id],
    queryFn: ({ signal }) => request(`/api/users/${id}/belongings`, belongings, { signal }),
    staleTime: 0,
  })

/** Whatever was changed, everything that the page shows is asked for again. */
function useChange<Body, Answer>(change: (body: Body) => Promise<Answer>) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSettled: async () => {
      await queryClient.invalidateQueries({ queryKey: ['people'] })
      await queryClient.invalidateQueries(meQuery)
    },
    // An invitation's link and a password must not stay in memory.
    gcTime: 0,
  })
}

export const useChangeAccount = () =>
  useChange((body: z.infer<typeof accountChange>) =>
    request('/api/console/account', account, { method: 'PATCH', body }),
  )

export const useSetPassword = () =>
  useChange((body: z.infer<typeof passwordChange>) =>
    request('/api/console/password', account, { method: 'PUT', body }),
  )

export const useDisconnect = () =>
  useChange((id: number) => request(`/api/console/identities/${id}`, account, { method: 'DELETE' }))

export const useEndSession = () =>
  useChange((id: number) => request(`/api/console/sessions/${id}`, z.unknown(), { method: 'DELETE' }))

export const useInvite = () =>
  useChange((body: z.input<typeof newInvitation>) =>
    request('/api/invitations', createdInvitation, { method: 'POST', body }),
  )

export const useWithdraw = () =>
  useChange((id: number) => request(`/api/invitations/${id}`, z.unknown(), { method: 'DELETE' }))

export const useChangeRole = () =>
  useChange(({ id, role }: { id: number; role: Role }) =>
    request(`/api/users/${id}`, z.unknown(), { method: 'PATCH', body: { role } }),
  )

export const useDeleteUser = () =>
  useChange((id: number) => request(`/api/users/${id}`, z.unknown(), { method: 'DELETE' }))
