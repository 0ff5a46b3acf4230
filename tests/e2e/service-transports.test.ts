import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Client, SSEClientTransport, StreamableHTTPClientTransport, type Transport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { clubTools } from './src/club-tools.ts'
import { libraryTools } from './src/library-tools.ts'
import { repository } from './src/repository.ts'
import { adminApiKey, gatewayEnvironment } from './src/start-gateway.ts'
import { startService, type Service } from './src/start-service.ts'
import { voiceboxTools } from './src/voicebox-tools.ts'

/** A process is started for each transport, on a machine that may be busy. */
const timeout = 240_000

const served = [
  { service: 'club', http: '/club', sse: '/mcp/sse', tools: clubTools },
  { service: 'library', http: '/mcp-server', sse: '/mcp-server/sse', tools: libraryTools },
  { service: 'voicebox', http: '/api/v2/mcp', sse: '/api/v2/mcp/sse', tools: voiceboxTools },
  { service: 'all', http: '/mcp', sse: '/sse', tools: [...clubTools, ...libraryTools, ...voiceboxTools] },
]

const requestInit = { headers: { 'x-api-key': adminApiKey } }

let dataDir: string
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'patchbay-transports-'))
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

/** All that a client can list, as it came. */
async function listsOver(transport: Transport): Promise<Record<string, string>> {
  const client = new Client({ name: 'test', version: '1' })
  await client.connect(transport)
  const { resources, prompts } = client.getServerCapabilities() ?? {}
  const lists = {
    server: client.getServerVersion(),
    tools: (await client.listTools()).tools,
    resources: resources && (await client.listResources()).resources,
    templates: resources && (await client.listResourceTemplates()).resourceTemplates,
    prompts: prompts && (await client.listPrompts()).prompts,
  }
  await client.close()
  return Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, JSON.stringify(list)]))
}

const stdioArgs = (service: string) => [repository.commandLine, 'mcp-server', service, '--transport', 'stdio']

describe.each(served)('$service alone', { timeout }, ({ service, http, sse, tools }) => {
  /** Everything else that a gateway has. */
  async function expectNothingElse({ url }: Service) {
    const others = served.filter((other) => other.service !== service).map((other) => other.http)
    for (const path of [...others, '/api/keys', '/']) {
      const answer = await fetch(url + path, requestInit)
      expect([path, answer.status]).toEqual([path, 404])
    }
  }

  test('has the same lists over stdio, SSE and Streamable HTTP, and a credential opens it', async () => {
    const overStdio = await listsOver(
      new StdioClientTransport({
        command: repository.node,
        args: stdioArgs(service),
        env: gatewayEnvironment(dataDir),
      }),
    )
    const named = z.array(z.looseObject({ name: z.string() })).parse(JSON.parse(overStdio['tools'] ?? ''))
    expect(named.map(({ name }) => name).toSorted()).toEqual(tools.toSorted())
    await using overPort = await startService(dataDir, {}, service, 'http')
    const httpUrl = new URL(overPort.url + http)
    expect(await listsOver(new StreamableHTTPClientTransport(httpUrl, { requestInit }))).toEqual(overStdio)
    // Beside the first, which has the folder.
    await using beside = await startService(dataDir, {}, service, 'sse')
    expect(await listsOver(new SSEClientTransport(new URL(beside.url + sse), { requestInit }))).toEqual(overStdio)
    for (const path of [http, sse]) expect((await fetch(overPort.url + path)).status).toBe(401)
    await expectNothingElse(overPort)
  })

  test('over stdio writes nothing but protocol, and ends with its parent', async () => {
    const child = spawn(repository.node, stdioArgs(service), {
      env: gatewayEnvironment(dataDir, { LOG_LEVEL: 'debug' }),
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const exited = once(child, 'exit')
    const ids: unknown[] = []
    const listed = Promise.withResolvers<void>()
    const lines = createInterface({ input: child.stdout })
    lines.on('line', (line) => {
      // Throws at what is no JSON.
      const message = z.looseObject({ jsonrpc: z.literal('2.0'), id: z.unknown() }).parse(JSON.parse(line))
      ids.push(message.id)
      if (message.id === 2) listed.resolve()
    })
    const clientInfo = { name: 'test', version: '1' }
    for (const message of [
      { id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo } },
      { method: 'notifications/initialized' },
      { id: 2, method: 'tools/list' },
    ]) {
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
    }
    await listed.promise
    child.stdin.end()
    expect(await exited).toEqual([0, null])
    expect(ids).toEqual([1, 2])
  })
})
