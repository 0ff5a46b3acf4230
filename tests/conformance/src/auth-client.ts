import { createSignIn, MCPClient, memoryStorage, type Person } from '@patchbay/client'

/**
 * The client that the official suite tries: connects to the address that it is given, lists the tools and calls one.
 * Nobody signs in at the suite's server: it sends whoever comes straight back.
 */
const [url = ''] = process.argv.slice(2)
const redirectUrl = 'http://127.0.0.1:3000/callback'
/** What the suite gives a client that was registered by hand. */
const context = JSON.parse(process.env['MCP_CONFORMANCE_CONTEXT'] ?? '{}') as {
  client_id?: string
  client_secret?: string
}

const person: Person = {
  prepare: async () => ({
    redirectUrl,
    async go(start, signal) {
      const response = await fetch(start, { redirect: 'manual', signal })
      const location = response.headers.get('location')
      if (location === null) throw new Error(`The authorization server answered ${response.status}`)
      return new URL(location, start)
    },
    close: async () => {},
  }),
}

const signIn = createSignIn({
  person,
  storage: memoryStorage(),
  clientName: 'Patchbay client of the conformance tests',
  clientMetadataUrl: 'https://conformance-test.local/client-metadata.json',
  ...(context.client_id !== undefined && {
    client: {
      client_id: context.client_id,
      ...(context.client_secret !== undefined && { client_secret: context.client_secret }),
    },
  }),
})

await using client = new MCPClient({ baseUrl: url, path: '', signIn })
await client.connect()
const [tool] = await client.listTools()
if (tool) await client.callTool(tool.name, {})
