import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { RequestError } from './request.ts'

/**
 * The console's one cache of what the gateway said. The event stream keeps it fresh, so nothing is asked twice
 * within half a minute.
 *
 * @param onSignInRequired runs when an answer says that the console session has ended.
 */
export function createQueryClient(onSignInRequired: () => void): QueryClient {
  const onError = (error: Error) => {
    if (error instanceof RequestError && error.code === 'SIGN_IN_REQUIRED') onSignInRequired()
  }
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        // Only silence is worth a second try; an answer with an error would come again.
        retry: (failures, error) => error instanceof RequestError && error.code === 'UNREACHABLE' && failures < 2,
        // `navigator.onLine` says nothing about a gateway on this machine.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  })
}
