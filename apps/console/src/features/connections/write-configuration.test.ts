import { describe, expect, test } from 'vitest'
import { clients, signsIn } from './clients.ts'
import type { Client } from './clients.ts'
import type { Endpoint } from './endpoints.ts'
import { listEndpoints } from './endpoints.ts'
import { writeConfiguration } from './write-configuration.ts'
import type { ConfigurationOptions } from './write-configuration.ts'

const everything: Endpoint = {
  id: 'all',
  label: 'Everything that you have',
  serverName: 'patchbay',
  path: '/mcp',
  stdioName: 'all',
  actsForCaller: false,
  isAgent: false,
}
const club: Endpoint = {
  ...everything,
  id: 'club',
  serverName: 'club',
  path: '/club',
  stdioName: 'club',
  actsForCaller: true,
}
const frontDesk: Endpoint = {
  ...everything,
  id: 'agent:front-desk',
  serverName: 'front-desk',
  path: '/agents/front-desk/mcp',
  stdioName: null,
  isAgent: true,
}

function write(client: Client, options: Partial<ConfigurationOptions> = {}) {
  return writeConfiguration({
    client,
    endpoint: everything,
    publicUrl: 'https://patchbay.example.com',
    credential: 'key',
    caller: '',
    ...options,
  })
}

function readJson(client: Client, options: Partial<ConfigurationOptions> = {}): unknown {
  return JSON.parse(write(client, options).text)
}

test('Claude Code is told by one command, whose key the shell puts in', () => {
  expect(write('claude-code', { endpoint: club, caller: '+5511999999999' }).text).toBe(
    [
      String.raw`claude mcp add --transport http club https://patchbay.example.com/club \ `.trimEnd(),
      String.raw`  --header "Authorization: Bearer $PATCHBAY_KEY" \ `.trimEnd(),
      '  --header "X-Caller-Id: +5511999999999"',
    ].join('\n'),
  )
  expect(write('claude-code', { credential: 'sign-in' }).text).toBe(
    'claude mcp add --transport http patchbay https://patchbay.example.com/mcp',
  )
})

test('Claude Desktop goes by mcp-remote, without a space in an argument', () => {
  expect(readJson('claude-desktop', { endpoint: frontDesk })).toEqual({
    mcpServers: {
      'front-desk': {
        command: 'npx',
        args: [
          '-y',
          'mcp-remote',
          'https://patchbay.example.com/agents/front-desk/mcp',
          '--header',
          'Authorization:${PATCHBAY_AUTHORIZATION}',
        ],
        env: { PATCHBAY_AUTHORIZATION: 'Bearer PASTE-YOUR-KEY' },
      },
    },
  })
  const argumentsFor = (publicUrl: string) =>
    write('claude-desktop', { publicUrl, credential: 'sign-in' }).text.includes('--allow-http')
  expect(argumentsFor('http://10.0.0.5:8000')).toBe(true)
  expect(argumentsFor('http://localhost:8000')).toBe(false)
})

test('Cursor and VS Code name where the key is, each in its own way', () => {
  expect(readJson('cursor')).toEqual({
    mcpServers: {
      patchbay: {
        url: 'https://patchbay.example.com/mcp',
        headers: { Authorization: 'Bearer ${env:PATCHBAY_KEY}' },
      },
    },
  })
  expect(readJson('vs-code')).toEqual({
    inputs: [{ type: 'promptString', id: 'patchbay-key', description: 'Patchbay key', password: true }],
    servers: {
      patchbay: {
        type: 'http',
        url: 'https://patchbay.example.com/mcp',
        headers: { Authorization: 'Bearer ${input:patchbay-key}' },
      },
    },
  })
  expect(readJson('cursor', { credential: 'sign-in' })).toEqual({
    mcpServers: { patchbay: { url: 'https://patchbay.example.com/mcp' } },
  })
  expect(readJson('vs-code', { credential: 'sign-in' })).toEqual({
    servers: { patchbay: { type: 'http', url: 'https://patchbay.example.com/mcp' } },
  })
})

describe('OpenAI Realtime', () => {
  test('gets a tool of its session, and asks unless the agent does', () => {
    expect(readJson('openai-realtime')).toEqual({
      type: 'mcp',
      server_label: 'patchbay',
      server_url: 'https://patchbay.example.com/mcp',
      headers: { Authorization: 'Bearer PASTE-YOUR-KEY' },
      require_approval: 'always',
    })
    expect(readJson('openai-realtime', { endpoint: frontDesk })).toMatchObject({ require_approval: 'never' })
  })

  test('warns where OpenAI could not reach the address', () => {
    expect(write('openai-realtime').warning).toBeNull()
    expect(write('openai-realtime', { publicUrl: 'http://localhost:8000' }).warning).toContain('PUBLIC_URL')
  })
})

test('LiveKit is told the transport, which it would guess wrongly from the club’s address', () => {
  const { text } = write('livekit', { endpoint: club, caller: '+5511999999999' })
  expect(text).toContain('url="https://patchbay.example.com/club"')
  expect(text).toContain('transport_type="streamable_http"')
  expect(text).toContain(`"Authorization": f"Bearer {os.environ['PATCHBAY_KEY']}"`)
  expect(text).toContain('"X-Caller-Id": "+5511999999999"')
})

test.for(clients)('%s is given no header where it signs in by itself', (client) => {
  if (!signsIn[client]) return expect(write(client).text).toContain('Bearer')
  expect(write(client, { credential: 'sign-in' }).text).not.toMatch(/authorization|bearer/i)
})

test('there is an endpoint for everything, for each service that is here, and for each agent', () => {
  const offer = { id: 1, connectionStatus: 'connected', reason: null, tools: [] } as const
  const agent = {
    id: 4,
    name: 'Front desk',
    slug: 'front-desk',
    instructions: '',
    voice: null,
    engine: 'local',
    approval: 'writes',
    defaultCountry: null,
    builtIns: [],
    detachAfterMs: 4_000,
    servers: [],
    toolCount: 0,
    schemaTokens: 0,
    createdAt: '2026-11-25T12:00:00Z',
    updatedAt: '2026-11-25T12:00:00Z',
  } as const
  const endpoints = listEndpoints(
    [{ ...agent, builtIns: [], servers: [] }],
    [
      { ...offer, tools: [], name: 'club', kind: 'service' },
      { ...offer, tools: [], name: 'library', kind: 'server' },
      { ...offer, tools: [], name: 'voicebox', kind: 'service' },
    ],
  )
  expect(endpoints.map(({ id, path }) => [id, path])).toEqual([
    ['all', '/mcp'],
    ['club', '/club'],
    ['voicebox', '/api/v2/mcp'],
    ['agent:front-desk', '/agents/front-desk/mcp'],
  ])
})
