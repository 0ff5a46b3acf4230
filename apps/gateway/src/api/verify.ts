import { verification } from '@patchbay/contract'
import type { Api, ApiContext } from './api-context.ts'
import { requirePrincipal } from './require-principal.ts'

/** Tries this gateway's store and services; `patchbay verify` asks for it where a gateway runs. */
export function verifyRoutes(api: Api, { identity, verify }: ApiContext): void {
  api.post(
    '/api/verify',
    {
      schema: {
        tags: ['status'],
        summary: 'Try the store and every tool of every service on it, and change nothing',
        response: { 200: verification },
      },
    },
    async (request) => {
      await requirePrincipal(identity, request, 'admin')
      return verify()
    },
  )
}
