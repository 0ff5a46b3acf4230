import { useMutation } from '@tanstack/react-query'
import * as z from 'zod'
import { useNotice } from '../notice.tsx'
import { request } from '../request.ts'

/** Ends the console session and loads the sign-in page anew, so that nothing fetched with it stays in memory. */
export function useSignOut() {
  const notice = useNotice()
  return useMutation({
    mutationFn: () => request('/api/console/sign-out', z.unknown(), { method: 'POST' }),
    onSuccess: () => location.assign('/sign-in'),
    onError: (error) => notice.failed(`Not signed out. ${error.message}`),
  })
}
