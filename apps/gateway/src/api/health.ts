import { PatchbayError } from '@patchbay/contract'
import * as z from 'zod'
import type { Api, ApiContext } from './api-context.ts'

/** For whoever watches the process. */
export function healthRoutes(api: Api, { store, ready }: ApiContext): void {
  api.get(
    '/healthz',
    { schema: { tags: ['health'], summary: 'Alive', response: { 200: z.object({ status: z.literal('ok') }) } } },
    async () => ({ status: 'ok' as const }),
  )

  api.get(
    '/readyz',
    {
      schema: {
        tags: ['health'],
        summary: 'Ready for work',
        response: { 200: z.object({ status: z.literal('ready') }) },
      },
    },
    async () => {
      if (!ready()) throw new PatchbayError('STOPPING', 'The gateway is stopping')
      await store.ping().catch((error: unknown) => {
        throw new PatchbayError('STORE_UNAVAILABLE', 'The store does not answer', { cause: error })
      })
      return { status: 'ready' as const }
    },
  )
}
