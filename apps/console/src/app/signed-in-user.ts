import { me } from '@patchbay/contract'
import type { Me } from '@patchbay/contract'
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import { request } from './request.ts'

/** `GET /api/console/me`; fails with `SIGN_IN_REQUIRED` when nobody is signed in. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => request('/api/console/me', me, { signal }),
  staleTime: 5 * 60_000,
})

/** Who is signed in; for components inside the shell, whose route has loaded it. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data
}
