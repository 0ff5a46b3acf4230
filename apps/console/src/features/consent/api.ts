import { consentAnswered, consentRequest, type ConsentAnswer } from '@patchbay/contract'
import { queryOptions, useMutation } from '@tanstack/react-query'
import { request } from '../../app/request.ts'

const placeOf = (uid: string) => `/api/v1/mcp-oauth/consent/${encodeURIComponent(uid)}`

/** `GET …/consent/:uid/request`: what a client asks for; it can be answered once. */
export const consentQuery = (uid: string) =>
  queryOptions({
    queryKey: ['consent', uid],
    queryFn: ({ signal }) => request(`${placeOf(uid)}/request`, consentRequest, { signal }),
    retry: false,
    // An answered request is gone: it would be found missing while the browser is on its way to the client.
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })

/** `POST …/consent/:uid/answer`, and then the browser goes back to the client. */
export function useAnswerConsent(uid: string) {
  return useMutation({
    mutationFn: (body: ConsentAnswer) => request(`${placeOf(uid)}/answer`, consentAnswered, { method: 'POST', body }),
    onSuccess: ({ continueAt }) => location.assign(continueAt),
  })
}
