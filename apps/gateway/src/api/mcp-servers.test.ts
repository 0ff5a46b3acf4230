import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_API_KEY, MCP_API_KEY, openTestGateway, type TestGateway } from '../../test/open-test-gateway.ts'

const admin = { 'x-api-key': ADMIN_API_KEY }

let gateway: TestGateway
beforeAll(async () => {
  gateway = await openTestGateway({ env: { STDIO_SANDBOX: 'off' } })
})
afterAll(() => gateway[Symbol.asyncDispose]())

const get = async (path: string) => (await gateway.fetchJson(path, { headers: admin })).body
const send = (method: string, path: string, json: unknown = {}) =>
  gateway.fetchJson(path, { method, headers: admin, json })

describe('the five calls of the document', () => {
  it('add, list, change, try and delete a server', async () => {
    const added = await send('POST', '/api/mcp/servers', {
      name: 'Files',
      url: 'http://127.0.0.1:9/mcp',
      description: 'Local files',
      apiKey: 'your-api-key',
    })
    expect(added.status).toBe(201)
    expect(added.body).toMatchObject({ name: 'Files', description: 'Local files', isActive: true, hasApiKey: true })
    expect(JSON.stringify(added.body)).not.toContain('your-api-key')
    const { id } = added.body
    expect((await get('/api/mcp/servers')).map((server: { id: number }) => server.id)).toContain(id)

    const changed = await send('PUT', `/api/mcp/servers/${id}`, { name: 'More files', isActive: false })
    expect(changed.body).toMatchObject({ id, name: 'More files', isActive: false, hasApiKey: true })

    const tried = await send('POST', `/api/mcp/servers/${id}/test`)
    expect(tried).toMatchObject({ status: 200, body: { status: 'error', error: expect.any(String), stage: 'address' } })

    expect(await send('DELETE', `/api/mcp/servers/${id}`)).toMatchObject({
      status: 200,
      body: { message: 'MCP server deleted successfully' },
    })
    expect(await send('DELETE', `/api/mcp/servers/${id}`)).toMatchObject({
      status: 404,
      body: { error: 'MCP server not found', code: 'NOT_FOUND' },
    })
  })

  it('refuse a server without a name or an address in the document’s words', async () => {
    for (const body of [{}, { name: 'x' }, { url: 'http://x' }, { name: '', url: 'http://x' }]) {
      expect(await send('POST', '/api/mcp/servers', body)).toMatchObject({
        status: 400,
        body: { error: 'Name and URL are required', code: 'VALIDATION_FAILED' },
      })
    }
  })
})

describe('the three configurations of the document', () => {
  it.each([
    [
      {
        name: 'Filesystem Tools',
        url: '@modelcontextprotocol/server-filesystem',
        description: 'Access local filesystem for reading/writing files',
        type: 'stdio',
      },
      'stdio',
    ],
    [
      {
        name: 'Web Search API',
        url: 'wss://api.example.com/mcp/search',
        apiKey: 'your-api-key',
        description: 'Real-time web search capabilities',
        type: 'websocket',
      },
      'websocket',
    ],
    [
      {
        name: 'Database Tools',
        url: '@modelcontextprotocol/server-sqlite',
        description: 'Query SQLite databases',
        type: 'stdio',
      },
      'stdio',
    ],
  ])(
    'are stored as they are, and say what is wrong when they are tried: $name',
    async (configuration, type) => {
      const { status, body } = await send('POST', '/api/mcp/servers', configuration)
      expect(status).toBe(201)
      expect(body).toMatchObject({ name: configuration.name, url: configuration.url, type, transport: type })
      const tried = (await send('POST', `/api/mcp/servers/${body.id}/test`)).body
      // The first is there; the other two are not.
      if (configuration.name === 'Filesystem Tools') expect(tried.status).toBe('connected')
      else {
        const words = expect.stringMatching(/\w/)
        expect(tried).toMatchObject({ status: 'error', error: words, code: words })
      }
      if (configuration.url.includes('sqlite')) expect(tried.error).toContain('there is no such package')
      await send('DELETE', `/api/mcp/servers/${body.id}`)
    },
    60_000,
  )
})

describe('a server', () => {
  it('that runs here needs a scope of its own, and no shell', async () => {
    const json = { name: 'Shell', url: 'bash -c id' }
    expect(await send('POST', '/api/mcp/servers', json)).toMatchObject({
      status: 400,
      body: { code: 'COMMAND_NOT_ALLOWED' },
    })
    const worker = { 'x-api-key': MCP_API_KEY }
    expect(await gateway.fetchJson('/api/mcp/servers', { headers: worker, json })).toMatchObject({ status: 403 })
  })

  it('at a private address is not reached, and that is written down', async () => {
    const refused = await send('POST', '/api/mcp/servers', { name: 'Inside', url: 'http://169.254.169.254/mcp' })
    expect(refused).toMatchObject({ status: 422, body: { code: 'ADDRESS_BLOCKED' } })
    await expect
      .poll(async () => (await get('/api/audit?type=security')).events)
      .toMatchObject([{ type: 'security.address_blocked', severity: 'warning' }, { type: 'security.command_refused' }])
  })

  it('gets its key, its headers and what is bound, and nobody else sees them', async () => {
    const seen: Record<string, unknown>[] = []
    const server = createServer((req, res) => {
      let text = ''
      req.on('data', (chunk: Buffer) => (text += chunk.toString()))
      req.on('end', () => {
        const { id, method, params } = JSON.parse(text || '{}')
        if (method === 'tools/call') seen.push({ ...params, headers: req.headers })
        const result =
          method === 'initialize'
            ? { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 's', version: '1' } }
            : method === 'tools/list'
              ? {
                  tools: [
                    {
                      name: 'get_it',
                      inputSchema: {
                        type: 'object',
                        properties: { phone: { type: 'string' }, day: { type: 'string' } },
                        required: ['phone'],
                      },
                    },
                  ],
                }
              : { content: [{ type: 'text', text: 'ok' }] }
        if (id === undefined) return void res.writeHead(202).end()
        const known = ['initialize', 'tools/list', 'tools/call', 'ping'].includes(method)
        const reply = known ? { result } : { error: { code: -32_601, message: 'no' } }
        res.setHeader('content-type', 'application/json')
        res.end(JSON.stringify({ jsonrpc: '2.0', id, ...reply }))
      })
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/mcp`
    const { body } = await send('POST', '/api/mcp/servers', {
      name: 'Bound',
      url,
      type: 'http',
      apiKey: 'secret-key',
      headers: { 'X-Team': 'secret-team' },
      bindings: [
        { kind: 'argument', name: 'phone', value: '{{caller.phone}}' },
        { kind: 'header', name: 'X-Phone', value: '{{caller.phone}}' },
      ],
    })
    await expect.poll(async () => (await get(`/api/mcp/servers/${body.id}`)).toolCount).toBe(1)
    const offered = (await get('/api/tools')).tools.find(({ name }: { name: string }) => name === 'get_it')
    expect(Object.keys(offered.inputSchema.properties)).toEqual(['day'])

    const call = (args: object, headers: Record<string, string>) =>
      gateway.fetchJson('/api/tools/call', {
        headers: { ...admin, ...headers },
        json: { name: 'get_it', arguments: args },
      })
    const caller = { 'x-caller-id': '+5511999999999' }
    expect((await call({ day: 'today' }, caller)).body).toMatchObject({ content: [{ text: 'ok' }] })
    expect(seen).toMatchObject([
      {
        arguments: { day: 'today', phone: '+5511999999999' },
        headers: { authorization: 'Bearer secret-key', 'x-team': 'secret-team', 'x-phone': '+5511999999999' },
      },
    ])
    expect((await call({ phone: '+5511988887777' }, caller)).body.isError).toBe(true)
    expect((await call({}, {})).body.content[0].text).toContain('needs caller.phone')
    expect(seen).toHaveLength(1)

    const everything = await Promise.all(
      ['/api/mcp/servers', '/api/mcp/servers/export', '/api/audit', '/api/tool-calls'].map(get),
    )
    expect(JSON.stringify(everything)).not.toMatch(/secret-key|secret-team/)
    server.closeAllConnections()
    server.close()
  })

  it('comes in as other clients write it, and goes out unchanged but for its secrets', async () => {
    const entry = {
      command: 'npx',
      args: ['-y', 'nothing-like-it-anywhere@1.0.0'],
      env: { API_KEY: 'secret-value' },
      disabled: true,
    }
    const remote = {
      type: 'http',
      url: 'https://mcp.example.com/mcp',
      headers: { Authorization: 'Bearer secret-value' },
    }
    const { body } = await send('POST', '/api/mcp/servers/import', { mcpServers: { entry, remote, broken: {} } })
    expect(body.created.map(({ name }: { name: string }) => name)).toEqual(['entry', 'remote'])
    expect(body.skipped).toEqual([{ name: 'broken', reason: 'It has neither a command nor a URL' }])
    const { mcpServers } = await get('/api/mcp/servers/export')
    expect(mcpServers.entry).toEqual({ ...entry, env: { API_KEY: '${API_KEY}' } })
    expect(mcpServers.remote).toEqual({ ...remote, headers: { Authorization: '${AUTHORIZATION}' } })
  })
})

describe('somebody who guesses keys', () => {
  it('is in the audit', async () => {
    for (let n = 0; n < 20; n += 1) {
      await gateway.fetchJson('/api/tools', { headers: { 'x-api-key': `a-guess-${n}` } })
    }
    await expect
      .poll(async () => (await get('/api/audit?type=security.refused')).events)
      .toMatchObject([{ type: 'security.refused_keys', sentence: expect.stringContaining('20 keys were refused') }])
  })
})

describe('stored credentials', () => {
  it('still open after the keys were rotated', async () => {
    const { body } = await send('POST', '/api/mcp/servers', {
      name: 'Sealed',
      url: 'http://127.0.0.1:65500/mcp',
      apiKey: 'x',
    })
    expect((await send('POST', '/api/secrets/rotate')).body.resealed).toBeGreaterThan(0)
    // It gets as far as the network: the key was opened.
    expect((await send('POST', `/api/mcp/servers/${body.id}/test`)).body.error).toContain('ECONNREFUSED')
  })
})
