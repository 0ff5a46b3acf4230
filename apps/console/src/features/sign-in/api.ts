import { me } from '@patchbay/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
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

/** Exchanges a one-time code for a console session, then enters the console. */
export function useSignIn() {
  const queryClient = useQueryClient()
  const enter = useEnterConsole()
  return useMutation({
    mutationFn: (code: string) => request('/api/console/sign-in', me, { method: 'POST', body: { code } }),
    onSuccess: async (signedIn) => {
      // The question that was asked before the code was taken would still be answered with "not signed in".
      await queryClient.cancelQueries({ queryKey: meQuery.queryKey })
      queryClient.setQueryData(meQuery.queryKey, signedIn)
      enter()
    },
  })
}
