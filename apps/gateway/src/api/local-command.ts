import { fileURLToPath } from 'node:url'
import { localCommand } from '@patchbay/contract'
import type { Api, ApiContext } from './api-context.ts'
import { requirePrincipal } from './require-principal.ts'

const commandLine = fileURLToPath(new URL('../../bin/patchbay.mjs', import.meta.url))

/** How a program on this machine reaches this gateway over stdio: by the command line, on the same store. */
export function localCommandRoutes(api: Api, { identity, store, dataDir }: ApiContext): void {
  const env = store.kind === 'embedded' ? { DATA_DIR: dataDir } : { DATABASE_URL: 'PASTE-YOUR-DATABASE-URL' }
  api.get(
    '/api/local-command',
    {
      schema: {
        tags: ['keys'],
        summary: 'The command that serves tools over stdio on the gateway’s own machine',
        response: { 200: localCommand },
      },
    },
    async (request) => {
      // It tells where the gateway lies on its machine.
      await requirePrincipal(identity, request, 'admin')
      return { command: process.execPath, args: [commandLine, 'mcp-server'], env }
    },
  )
}
