import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_API_KEY, openTestGateway, type TestGateway } from '../../test/open-test-gateway.ts'
import { createWorkshop } from '../../test/workshop.ts'

const admin = { 'x-api-key': ADMIN_API_KEY }

let gateway: TestGateway
let clubId: number
let workshopId: number
beforeAll(async () => {
  gateway = await openTestGateway({ services: [{ name: 'workshop', server: createWorkshop().server }] })
  const { servers } = await get('/api/agents/offers')
  const idOf = (name: string) => servers.find((server: { name: string }) => server.name === name).id
  clubId = idOf('club')
  workshopId = idOf('workshop')
})
afterAll(() => gateway[Symbol.asyncDispose]())

const get = async (path: string, headers: Record<string, string> = admin) =>
  (await gateway.fetchJson(path, { headers })).body
const send = async (method: string, path: string, json: unknown = {}) =>
  (await gateway.fetchJson(path, { method, headers: admin, json })).body

async function makeKey(agentId: number): Promise<{ id: number; key: string }> {
  return send('POST', '/api/keys', { name: 'of an agent', scopes: ['tools:call'], agentId })
}

async function toolsAt(path: string, key: string): Promise<string[]> {
  const client = new Client({ name: 'test', version: '1' })
  const requestInit = { headers: { authorization: `Bearer ${key}` } }
  await client.connect(new StreamableHTTPClientTransport(new URL(gateway.url + path), { requestInit }))
  const { tools } = await client.listTools()
  await client.close()
  return tools.map(({ name }) => name)
}

describe('an agent', () => {
  it('gets what a person picked, on its own mount and wherever its key is shown', async () => {
    const agent = await send('POST', '/api/agents', {
      name: 'Recepção às 9',
      servers: [
        { serverId: clubId, tools: ['get_availability'] },
        { serverId: workshopId, tools: null },
      ],
    })
    expect(agent).toMatchObject({ slug: 'recepcao-as-9', approval: 'writes', toolCount: 10 })
    expect(agent.schemaTokens).toBeGreaterThan(100)
    const { key } = await makeKey(agent.id)
    const own = await toolsAt('/agents/recepcao-as-9/mcp', key)
    expect(own).toContain('get_availability')
    expect(own).toContain('weather')
    expect(own).toContain('pending_results')
    expect(own).not.toContain('book_session')
    expect(await toolsAt('/mcp', key)).toEqual(own)
    // Of a service's own mount it reaches what it was given.
    expect(await toolsAt('/club', key)).toEqual(['get_availability'])
    const called = await gateway.fetchJson('/api/tools/call', {
      headers: { 'x-api-key': key },
      json: { name: 'book_session', arguments: {} },
    })
    expect(called).toMatchObject({ status: 400, body: { error: 'Unknown tool: book_session' } })
  })

  it('has no way to another agent’s tools', async () => {
    const one = await send('POST', '/api/agents', { name: 'One', servers: [{ serverId: workshopId, tools: null }] })
    await send('POST', '/api/agents', { name: 'Two', servers: [{ serverId: clubId, tools: null }] })
    const { key } = await makeKey(one.id)
    await expect(toolsAt('/agents/two/mcp', key)).rejects.toThrow('SCOPE_REQUIRED')
    await expect(toolsAt('/club', key)).rejects.toThrow('SCOPE_REQUIRED')
    await expect(toolsAt('/agents/nobody/mcp', ADMIN_API_KEY)).rejects.toThrow('NOT_FOUND')
    expect(await toolsAt('/agents/two/mcp', ADMIN_API_KEY)).toContain('book_session')
  })

  it('is given a server and loses it again, and open connections hear of it', async () => {
    const agent = await send('POST', '/api/agents', { name: 'Three' })
    const { key } = await makeKey(agent.id)
    const client = new Client(
      { name: 'test', version: '1' },
      { listChanged: { tools: { autoRefresh: false, onChanged: () => (heard += 1) } } },
    )
    let heard = 0
    const requestInit = { headers: { authorization: `Bearer ${key}` } }
    await client.connect(new StreamableHTTPClientTransport(new URL(`${gateway.url}/mcp`), { requestInit }))
    const names = async () => (await client.listTools()).tools.map(({ name }) => name)
    expect(await names()).toEqual(['pending_results'])
    await send('PUT', `/api/agents/${agent.id}/servers/${workshopId}`, { tools: ['weather'] })
    await expect.poll(() => heard).toBeGreaterThan(0)
    expect(await names()).toEqual(['pending_results', 'weather'])
    await send('DELETE', `/api/agents/${agent.id}/servers/${workshopId}`)
    await expect.poll(names).toEqual(['pending_results'])
    await client.close()
  })

  it('takes its keys with it', async () => {
    const agent = await send('POST', '/api/agents', { name: 'Four' })
    const { id, key } = await makeKey(agent.id)
    expect(await get(`/api/agents/${agent.id}/consequences`)).toEqual({ keys: [{ id, name: 'of an agent' }] })
    await send('DELETE', `/api/agents/${agent.id}`)
    expect(await get('/api/tools', { 'x-api-key': key })).toMatchObject({ code: 'INVALID_API_KEY' })
  })

  it('has a slug of its own', async () => {
    await send('POST', '/api/agents', { name: 'Five', slug: 'five' })
    expect(await send('POST', '/api/agents', { name: 'Another', slug: 'five' })).toMatchObject({ code: 'NAME_TAKEN' })
    expect(await send('POST', '/api/agents', { name: 'Five' })).toMatchObject({ slug: 'five-2' })
  })
})

describe('how everything stands', () => {
  it('is said in the document’s words', async () => {
    await expect
      .poll(() => get('/api/status'))
      .toEqual({
        ears: 'none: patchbay models get whisper-base, or set STT_BASE_URL',
        livekit: 'not_configured',
        openai: 'not_configured',
        mcp: 'ready',
        voice: {
          live: 'espeak',
          engines: [
            {
              engine: 'kokoro',
              ready: false,
              realTimeFactor: null,
              note: expect.stringContaining('kokoro-multi-lang-v1_0'),
            },
            { engine: 'espeak', ready: true, realTimeFactor: expect.any(Number), note: null },
          ],
        },
        latency: expect.stringMatching(/^\d+ms$/),
        timestamp: expect.any(String),
      })
    const { id } = await send('POST', '/api/mcp/servers', { name: 'Gone', url: 'http://127.0.0.1:65501/mcp' })
    expect(await get('/api/status')).toMatchObject({ mcp: 'disconnected' })
    await send('DELETE', `/api/mcp/servers/${id}`)
  })

  it('is counted for Prometheus, and for the admin alone', async () => {
    await send('POST', '/api/tools/call', { name: 'weather', arguments: {} })
    const text = await (await fetch(`${gateway.url}/metrics`, { headers: admin })).text()
    expect(text).toMatch(/patchbay_tool_calls_total\{server="workshop",tool="weather"\} \d+/)
    expect(text).toMatch(/patchbay_queue_length\{server="workshop"\} 0/)
    expect((await fetch(`${gateway.url}/metrics`)).status).toBe(401)
  })
})
