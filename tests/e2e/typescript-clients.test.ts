import { Client, SSEClientTransport, StreamableHTTPClientTransport, type Transport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { SSEClientTransport as SseV1 } from '@modelcontextprotocol/sdk/client/sse.js'
import { StreamableHTTPClientTransport as StreamableHttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { describe, expect, test } from 'vitest'
import { bearer, openCallerSession, rafael } from './src/caller-session.ts'
import { clubTools } from './src/club-tools.ts'
import { libraryTools } from './src/library-tools.ts'
import { repository } from './src/repository.ts'
import { shareGateway } from './src/share-gateway.ts'
import { adminApiKey, gatewayEnvironment, mcpApiKey } from './src/start-gateway.ts'
import { voiceboxTools } from './src/voicebox-tools.ts'
import { openWebSocketTransport } from './src/web-socket-transport.ts'

const gateway = shareGateway()
const identity = { name: 'end-to-end', version: '1.0.0' }
const sorted = (names: string[]) => names.toSorted()

/** What the mount of all tools lists. */
const allTools = [...clubTools, ...libraryTools, ...voiceboxTools]

/** Lists the tools and calls one that needs a caller: Rafael's two members come back. */
async function expectClub(
  client: { listTools: () => Promise<{ tools: { name: string }[] }> },
  callTool: (name: string) => Promise<unknown>,
  listed = clubTools,
) {
  const { tools } = await client.listTools()
  expect(sorted(tools.map(({ name }) => name))).toEqual(sorted(listed))
  for (const tool of tools)
    expect(tool).toMatchObject({ inputSchema: { type: 'object' }, outputSchema: { type: 'object' } })
  expect(await callTool('get_members')).toMatchObject({
    structuredContent: { members: [{ member_id: 12345, name: 'Rafael Silva' }, { member_id: 12346 }] },
  })
}

async function expectClubOver(transport: Transport, era: 'legacy' | 'modern', listed = clubTools) {
  const negotiation = era === 'modern' ? { versionNegotiation: { mode: { pin: '2026-07-28' } } } : {}
  const client = new Client(identity, negotiation)
  await client.connect(transport)
  try {
    await expectClub(client, (name) => client.callTool({ name, arguments: {} }), listed)
  } finally {
    await client.close()
  }
}

async function sessionHeaders() {
  return bearer((await openCallerSession(gateway())).session_token)
}

describe.each(['legacy', 'modern'] as const)('the TypeScript client, %s era', (era) => {
  test('over Streamable HTTP with a caller session', async () => {
    const requestInit = { headers: await sessionHeaders() }
    await expectClubOver(new StreamableHTTPClientTransport(new URL(`${gateway().url}/club`), { requestInit }), era)
  })

  test('over Streamable HTTP with an API key that names the caller', async () => {
    const requestInit = { headers: { 'x-api-key': mcpApiKey, 'x-caller-id': rafael } }
    await expectClubOver(new StreamableHTTPClientTransport(new URL(`${gateway().url}/club`), { requestInit }), era)
  })

  test('over Streamable HTTP on the mount of all tools', async () => {
    const requestInit = { headers: { ...bearer(adminApiKey), 'x-caller-id': rafael } }
    await expectClubOver(
      new StreamableHTTPClientTransport(new URL(`${gateway().url}/mcp`), { requestInit }),
      era,
      allTools,
    )
  })

  test('over WebSocket', async () => {
    const url = `${gateway().url.replace('http:', 'ws:')}/club`
    await expectClubOver(openWebSocketTransport(url, await sessionHeaders()), era)
  })

  test('over stdio, by the command line beside the running gateway', async () => {
    const transport = new StdioClientTransport({
      command: repository.node,
      args: [repository.commandLine, 'mcp-server', 'club', '--caller', rafael],
      env: gatewayEnvironment(gateway().dataDir),
      stderr: 'inherit',
    })
    await expectClubOver(transport, era)
  })
})

describe('the TypeScript client', () => {
  test('over SSE', async () => {
    const transport = new SSEClientTransport(new URL(`${gateway().url}/mcp/sse`), {
      requestInit: { headers: await sessionHeaders() },
    })
    await expectClubOver(transport, 'legacy')
  })

  test('over SSE on the mount of all tools', async () => {
    const transport = new SSEClientTransport(new URL(`${gateway().url}/sse`), {
      requestInit: { headers: { 'x-api-key': mcpApiKey, 'x-caller-id': rafael } },
    })
    await expectClubOver(transport, 'legacy', allTools)
  })
})

describe('the TypeScript client of version 1', () => {
  test('over SSE', async () => {
    const headers = await sessionHeaders()
    const withHeaders: typeof fetch = (url, init) =>
      fetch(url, { ...init, headers: { ...Object.fromEntries(new Headers(init?.headers)), ...headers } })
    const client = new ClientV1(identity)
    await client.connect(
      // oxlint-disable-next-line typescript/no-deprecated -- its clients are still about
      new SseV1(new URL(`${gateway().url}/mcp/sse`), {
        eventSourceInit: { fetch: withHeaders },
        requestInit: { headers },
      }),
    )
    await expectClub(client, (name) => client.callTool({ name, arguments: {} }))
    await client.close()
  })

  test('over Streamable HTTP', async () => {
    const client = new ClientV1(identity)
    const requestInit = { headers: await sessionHeaders() }
    // The class and the interface disagree about an optional member under exactOptionalPropertyTypes.
    const transport = new StreamableHttpV1(new URL(`${gateway().url}/club`), { requestInit }) as Parameters<
      ClientV1['connect']
    >[0]
    await client.connect(transport)
    await expectClub(client, (name) => client.callTool({ name, arguments: {} }))
    await client.close()
  })
})
