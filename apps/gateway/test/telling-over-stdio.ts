import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { createTelling } from './telling.ts'

// A server of the revision 2026-07-28 as a program: `touch` says that a resource has changed, `quit` ends the process.

function create() {
  const server = createTelling('piped', {
    subscribe: true,
    listChanged: true,
    tools: ['touch', 'quit'],
    async onCall(tool, { uri }) {
      if (tool === 'quit') process.exit(0)
      await server.sendResourceUpdated({ uri: String(uri) })
    },
  })
  return server
}
serveStdio(create, { legacy: 'reject' })
