import { me, providerStarted, signInWays, type Me } from '@patchbay/contract'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { takeAskedFor } from '../../app/asked-for.ts'
import { request } from '../../app/request.ts'
import { meQuery } from '../../app/signed-in-user.ts'

/** Goes to the address that was asked for before the sign-in, else to Calls. */
export function useEnterConsole(): () => void {
  const router = useRouter()
  return () => {
    const askedFor = takeAskedFor()
    void (askedFor === null ? router.navigate({ to: '/calls', replace: true }) : router.history.replace(askedFor))
  }
}

/** Keeps who was signed in, and enters the console. */
function useWelcome(): (signedIn: Me) => Promise<void> {
  const queryClient = useQueryClient()
  const enter = useEnterConsole()
  return async (signedIn) => {
    // The question that was asked before the sign-in would still be answered with "not signed in".
    await queryClient.cancelQueries({ queryKey: meQuery.queryKey })
    queryClient.setQueryData(meQuery.queryKey, signedIn)
    enter()
  }
}

/** Exchanges a one-time code for a console session, then enters the console. */
export function useSignIn() {
  return useMutation({
    mutationFn: (code: string) => request('/api/console/sign-in', me, { method: 'POST', body: { code } }),
    onSuccess: useWelcome(),
  })
}

export function usePasswordSignIn() {
  return useMutation({
    mutationFn: (body: { login: string; password: string }) =>
      request('/api/console/sign-in/password', me, { method: 'POST', body }),
    onSuccess: useWelcome(),
  })
}

export interface NewAccount {
  code: string
  name: string
  email?: string
  password: string
}

/** Makes the account that an invitation is for, then enters the console. */
export function useAcceptInvitation() {
  return useMutation({
    mutationFn: (body: NewAccount) => request('/api/console/invitations/accept', me, { method: 'POST', body }),
    onSuccess: useWelcome(),
  })
}

/** Sends the browser to the provider; it comes back signed in. */
export function useProvider() {
  return useMutation({
    mutationFn: (body: { invitation?: string; connect?: boolean }) =>
      request('/api/console/provider/start', providerStarted, { method: 'POST', body }),
    onSuccess: ({ url }) => location.assign(url),
  })
}

/** `GET /api/console/sign-in-ways`. */
export const signInWaysQuery = queryOptions({
  queryKey: ['sign-in-ways'],
  queryFn: ({ signal }) => request('/api/console/sign-in-ways', signInWays, { signal }),
  staleTime: 5 * 60_000,
})
