import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { describePostgres } from '@patchbay/test-support/describe-databases'
import { freshPostgres } from '@patchbay/test-support/fresh-postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rafael } from './src/caller-session.ts'
import { repository } from './src/repository.ts'
import { runProcess } from './src/run-process.ts'
import { gatewayEnvironment, mcpApiKey, startGateway } from './src/start-gateway.ts'
import { startService, type Service } from './src/start-service.ts'

const worker = { 'x-api-key': mcpApiKey, 'content-type': 'application/json' }

let dataDir: string
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'patchbay-service-'))
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

async function nameCaller(url: string, path = '/auth/session'): Promise<Record<string, string>> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: worker,
    body: JSON.stringify({ caller_id: rafael }),
  })
  expect(response.status).toBe(200)
  return { authorization: `Bearer ${String(Object(await response.json()).session_token)}` }
}

async function countTools(url: string, headers: Record<string, string>, path = '/messages/'): Promise<number> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' })
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body,
  })
  expect(response.status).toBe(200)
  return Object(await response.json()).result.tools.length
}

describe('the club alone on a port', () => {
  let service: Service
  beforeAll(async () => {
    service = await startService(dataDir)
  })
  afterAll(() => service[Symbol.asyncDispose]())

  test('is at the document’s direct paths, and at those with the prefix', async () => {
    const session = await nameCaller(service.url)
    await nameCaller(service.url, '/mcp/auth/session')
    expect(await countTools(service.url, session)).toBe(7)
    expect(await countTools(service.url, session, '/mcp/messages/')).toBe(7)
    const validated = await fetch(`${service.url}/auth/validate`, { headers: session })
    expect(await validated.json()).toMatchObject({ valid: true, user: { name: 'Rafael Silva' } })
    expect(await (await fetch(`${service.url}/health`)).json()).toMatchObject({
      status: 'healthy',
      service: 'mcp-server',
    })
    const stream = await fetch(`${service.url}/sse`, { headers: session })
    const reader = stream.body?.getReader()
    expect(new TextDecoder().decode((await reader?.read())?.value)).toContain('event: endpoint')
    await reader?.cancel()
    const client = new Client({ name: 'test', version: '1' })
    await client.connect(
      new StreamableHTTPClientTransport(new URL(`${service.url}/club`), { requestInit: { headers: session } }),
    )
    expect((await client.listTools()).tools).toHaveLength(7)
    await client.close()
  })

  test('has nothing else, proves nothing to the gateway, and answers localhost alone', async () => {
    const elsewhere = await fetch(`${service.url}/api/keys`)
    expect([elsewhere.status, await elsewhere.json()]).toEqual([404, expect.objectContaining({ code: 'NOT_FOUND' })])
    expect((await fetch(`${service.url}/messages/`, { method: 'POST' })).status).toBe(401)
    const status = await new Promise((resolve, reject) => {
      request(`${service.url}/health`, { headers: { host: 'evil.example' } }, (res) => resolve(res.resume().statusCode))
        .on('error', reject)
        .end()
    })
    expect(status).toBe(403)
  })

  test('survives clients that break off in the middle of a handshake', async () => {
    const { port } = new URL(service.url)
    for (let n = 0; n < 40; n += 1) {
      const socket = connect(Number(port), '127.0.0.1')
      await once(socket, 'connect')
      socket.write('GET /club HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
      socket.resetAndDestroy()
    }
    expect((await fetch(`${service.url}/health`)).status).toBe(200)
    expect(service.isRunning()).toBe(true)
  })
})

describe('beside a gateway that is killed', () => {
  test('the club on a port goes on by itself', async () => {
    const gateway = await startGateway({ dataDir })
    await using service = await startService(dataDir)
    const session = await nameCaller(service.url)
    await gateway.kill()
    await expect.poll(async () => (await fetch(`${service.url}/health`)).status, { timeout: 30_000 }).toBe(200)
    // A session is in the store, and so outlives the gateway.
    expect(await countTools(service.url, session)).toBe(7)
  })

  test('a stdio server goes on by itself, in the session that it had', async () => {
    const gateway = await startGateway({ dataDir })
    const client = new Client({ name: 'test', version: '1' })
    const args = [repository.commandLine, 'mcp-server', 'club', '--caller', rafael]
    const env = gatewayEnvironment(dataDir)
    await client.connect(new StdioClientTransport({ command: repository.node, args, env }))
    const members = async () => (await client.callTool({ name: 'get_members', arguments: {} })).structuredContent
    const before = await members()
    await gateway.kill()
    await expect.poll(members, { timeout: 30_000 }).toEqual(before)
    await client.close()
  })
})

test('a stdio server answers what it was asked before its input ended', async () => {
  const args = [repository.commandLine, 'mcp-server', 'club', '--caller', rafael]
  const child = spawn(repository.node, args, { env: gatewayEnvironment(dataDir), stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const clientInfo = { name: 'test', version: '1' }
  const messages = [
    {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo },
    },
    { jsonrpc: '2.0', method: 'notifications/initialized' },
    { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'get_members', arguments: {} } },
  ]
  child.stdin.end(messages.map((message) => `${JSON.stringify(message)}\n`).join(''))
  const answers = (await text(child.stdout))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(answers.map(({ id }) => id)).toEqual([1, 2])
  expect(await exited).toEqual([0, null])
})

test('a stdio server that cannot serve says why in a sentence', async () => {
  const args = [repository.commandLine, 'mcp-server', 'club', '--caller', 'abc']
  const { code, stderr } = await runProcess(repository.node, args, { env: gatewayEnvironment(dataDir) })
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(/^caller_id is not a phone number\. .*\n$/),
  })
})

describePostgres('on a database that is shared', () => {
  test('a command that passes by leaves the keys of the gateway in force', async () => {
    await using database = await freshPostgres()
    await using gateway = await startGateway({ env: { DATABASE_URL: database.url } })
    const env = gatewayEnvironment(join(dataDir, 'other'), {
      DATABASE_URL: database.url,
      MCP_API_KEY: '',
      ADMIN_API_KEY: '',
    })
    const { code, stdout } = await runProcess(repository.node, [repository.commandLine, 'keys', 'list'], { env })
    expect(code).toBe(0)
    expect(stdout).toContain('MCP_API_KEY')
    await nameCaller(gateway.url, '/mcp/auth/session')
  })
})
