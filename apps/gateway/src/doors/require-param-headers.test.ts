import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  PROTOCOL_VERSION_META_KEY,
  type JSONObject,
  type Tool,
} from '@modelcontextprotocol/server'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { ADMIN_API_KEY, openTestGateway, type TestGateway } from '../../test/open-test-gateway.ts'
import { createWorkshop, type Workshop } from '../../test/workshop.ts'

const authorization = `Bearer ${ADMIN_API_KEY}`

let workshop: Workshop
let test: TestGateway
beforeAll(async () => {
  workshop = createWorkshop()
  test = await openTestGateway({ services: [{ name: 'workshop', server: workshop.server }] })
  await offer('get_routed', {
    region: { type: 'string', 'x-mcp-header': 'Region' },
    shard: { type: 'integer', 'x-mcp-header': 'Shard.No' },
    options: { type: 'object', properties: { dry: { type: 'boolean', 'x-mcp-header': 'Dry' } } },
  })
})
afterAll(() => test[Symbol.asyncDispose]())

/** A tool with these arguments, once the gateway lists it. */
async function offer(name: string, properties: Record<string, JSONObject>): Promise<void> {
  await workshop.addTool(name, {}, { type: 'object', properties })
  await vi.waitFor(async () => {
    const json = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
    const { body } = await test.fetchJson('/mcp', { json, headers: { authorization } })
    expect(body.result.tools.map((tool: Tool) => tool.name)).toContain(name)
  })
}

const base64 = (value: string | Uint8Array) => `=?base64?${Buffer.from(value).toString('base64')}?=`

/** How a request may name its tool: plainly it takes the short way, in Base64 the SDK's. */
const namings: Record<string, (name: string) => string> = { plainly: (name) => name, 'in Base64': base64 }

async function call(tool: string, args: unknown, headers: Record<string, string>, named = namings.plainly) {
  const _meta = {
    [PROTOCOL_VERSION_META_KEY]: '2026-07-28',
    [CLIENT_INFO_META_KEY]: { name: 'test', version: '1' },
    [CLIENT_CAPABILITIES_META_KEY]: {},
  }
  return test.fetchJson('/mcp', {
    json: { jsonrpc: '2.0', id: 'seven', method: 'tools/call', params: { name: tool, arguments: args, _meta } },
    headers: {
      authorization,
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': named?.(tool) ?? tool,
      ...headers,
    },
  })
}

describe.each(Object.entries(namings))('a call that names its tool %s', (_, named) => {
  it.each([
    ['as they are', { region: 'eu', shard: 42, options: { dry: true } }, ['eu', '42', 'true']],
    ['as another way to write a number', { shard: -42 }, [undefined, '-42.0', undefined]],
    ['in Base64', { region: 'São Paulo', shard: 7 }, [base64('São Paulo'), base64('7'), undefined]],
    ['in Base64, where they look like it', { region: '=?base64?x?=' }, [base64('=?base64?x?='), undefined, undefined]],
    ['empty', { region: '' }, [base64(''), undefined, undefined]],
    ['nowhere, and so does the body', { options: {} }, [undefined, undefined, undefined]],
  ])('passes with headers that have its arguments %s', async (_how, args, [region, shard, dry]) => {
    const headers = {
      ...(region !== undefined && { 'Mcp-Param-Region': region }),
      ...(shard !== undefined && { 'Mcp-Param-Shard.No': shard }),
      ...(dry !== undefined && { 'Mcp-Param-Dry': dry }),
    }
    const { status, body } = await call('get_routed', args, headers, named)
    expect({ status, body }).toMatchObject({ status: 200, body: { id: 'seven', result: { isError: false } } })
  })

  it.each([
    ['is missing', { region: 'eu' }, {}],
    ['is missing', { options: { dry: false } }, { 'mcp-param-region': 'eu' }],
    ['is not what the body has', { region: 'eu' }, { 'mcp-param-region': 'us' }],
    ['is not what the body has', { region: 'eu' }, { 'mcp-param-region': 'EU' }],
    ['is not what the body has', { region: 'eu' }, { 'mcp-param-region': base64('us') }],
    ['is not what the body has', { shard: 42 }, { 'mcp-param-shard.no': '0x2A' }],
    ['is not what the body has', { options: { dry: false } }, { 'mcp-param-dry': 'true' }],
    ['cannot be read', { region: 'Hello' }, { 'mcp-param-region': '=?base64?SGVsbG8?=' }],
    ['cannot be read', { region: 'Hello' }, { 'mcp-param-region': '=?base64?SGVs!!!bG8=?=' }],
    ['cannot be read', { region: '\uFFFD' }, { 'mcp-param-region': base64(Uint8Array.of(0xff)) }],
    ['cannot be read', { region: 'é' }, { 'mcp-param-region': 'é' }],
  ])('is refused where a header %s, and not made: %j %j', async (fault, args, headers) => {
    const before = workshop.ran.get_routed
    const { status, body } = await call('get_routed', args, headers, named)
    expect({ status, body }).toMatchObject({
      status: 400,
      body: { jsonrpc: '2.0', id: 'seven', error: { code: -32_020 } },
    })
    expect(body.error.message).toContain(fault)
    expect(workshop.ran.get_routed).toBe(before)
  })

  it('needs no header for what is null', async () => {
    const { status } = await call('get_routed', { region: null }, {}, named)
    expect(status).toBe(200)
  })

  it('has headers ignored that its tool does not ask for', async () => {
    const { status, body } = await call('get_echo', { text: 'olá' }, { 'mcp-param-text': 'something else' }, named)
    expect({ status, text: body.result.content[0].text }).toEqual({ status: 200, text: 'olá' })
  })
})

it('asks for none in the revisions of 2025', async () => {
  const json = {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'get_routed', arguments: { region: 'eu' } },
  }
  const { body } = await test.fetchJson('/mcp', { json, headers: { authorization, 'mcp-param-region': 'us' } })
  expect(body.result.isError).toBe(false)
})

it('lets the official client in, whether it has listed the tools or has yet to', async () => {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } })
  const requestInit = { headers: { authorization } }
  await client.connect(new StreamableHTTPClientTransport(new URL(`${test.url}/mcp`), { requestInit }))
  onTestFinished(() => client.close())
  const asked = { name: 'get_routed', arguments: { region: ' São Paulo ' } }
  expect((await client.callTool(asked)).isError).toBe(false)
  await client.listTools()
  expect((await client.callTool(asked)).isError).toBe(false)
})

it('asks for none where the revision allows no mark, so that no client has to heed it', async () => {
  await offer('get_marked_wrongly', {
    weight: { type: 'number', 'x-mcp-header': 'Weight' },
    shape: { 'x-mcp-header': 'Shape' },
    colour: { type: 'string', 'x-mcp-header': 'Colour of it' },
    left: { type: 'string', 'x-mcp-header': 'Side' },
    right: { type: 'string', 'x-mcp-header': 'side' },
  })
  const args = { weight: 1.5, shape: 'round', colour: 'red', left: 'a', right: 'b' }
  expect(await call('get_marked_wrongly', args, {})).toMatchObject({
    status: 200,
    body: { result: { isError: false } },
  })
})
