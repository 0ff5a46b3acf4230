import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../tests/support/src/free-port.ts'
import { start, type Load, type Measured } from './processes.ts'

const here = new URL('.', import.meta.url).pathname
const repository = join(here, '../..')
const bin = join(here, '../node_modules/.bin')
const ADMIN_KEY = 'admin-key-of-the-bench'

/** Something that stands between the load and the echo server, and how it is called. */
export interface Contender extends Measured {
  name: string
  target: Pick<Load, 'url' | 'headers' | 'kind'>
  /** What its tools are called there. */
  tools: { read: string; write: string }
}

const tools = { read: 'get_echo', write: 'write_echo' }
const firstLine = (child: { stdout: NodeJS.ReadableStream | null }) => once(child.stdout ?? process.stdin, 'data')

async function untilItAnswers(url: string): Promise<void> {
  for (
    const until = Date.now() + 120_000;
    Date.now() < until;
    await new Promise((resolve) => setTimeout(resolve, 100))
  ) {
    const answered = await fetch(url, { signal: AbortSignal.timeout(1_000) }).then(
      () => true,
      () => false,
    )
    if (answered) return
  }
  throw new Error(`${url} does not answer`)
}

export async function startEcho(port?: number): Promise<Contender & { port: number }> {
  const own = port ?? (await freePort())
  const measured = await start(process.execPath, [join(here, 'echo-http.ts'), String(own)], firstLine)
  const target = { url: `http://127.0.0.1:${own}/mcp`, headers: {}, kind: 'mcp' as const }
  return { ...measured, name: 'nothing', port: own, target, tools }
}

export async function startBareProxy(upstream: number): Promise<Contender> {
  const port = await freePort()
  const measured = await start(
    process.execPath,
    [join(here, 'bare-proxy.ts'), String(port), String(upstream)],
    firstLine,
  )
  const target = { url: `http://127.0.0.1:${port}/mcp`, headers: {}, kind: 'mcp' as const }
  return { ...measured, name: 'bare Node proxy', target, tools }
}

export interface BenchGateway extends Contender {
  url: string
  post(path: string, body: unknown): Promise<unknown>
  /** Of the agent whose key it is. */
  agentId: number
  /** Bytes of the heap that are in use, by its own metrics. */
  heap(): Promise<number>
}

/** The gateway, with the echo server registered, and an agent's key: every step is on. */
export async function startGateway(upstream: number): Promise<BenchGateway> {
  const dataDir = mkdtempSync(join(tmpdir(), 'patchbay-bench-'))
  const port = await freePort()
  const many = '10000000'
  const env = {
    ...process.env,
    NODE_ENV: 'production',
    PORT: String(port),
    DATA_DIR: dataDir,
    ADMIN_API_KEY: ADMIN_KEY,
    DEMO: '0',
    LOG_LEVEL: 'warn',
    // What is measured is the work, not the refusal.
    RATE_CALLS_PER_MINUTE: many,
    RATE_USER_CALLS_PER_MINUTE: many,
  }
  const url = `http://127.0.0.1:${port}`
  const flags = process.env.BENCH_NODE_FLAGS?.split(' ') ?? []
  const ready = () => untilItAnswers(`${url}/readyz`)
  const measured = await start(process.execPath, [...flags, 'apps/gateway/src/main.ts'], ready, {
    cwd: repository,
    env,
  })
  const headers = { 'content-type': 'application/json', 'x-api-key': ADMIN_KEY }
  const ask = async (path: string, init: RequestInit) => {
    const response = await fetch(url + path, { headers, ...init })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }
  const post = (path: string, body: unknown) => ask(path, { method: 'POST', body: JSON.stringify(body) })
  // Answers of our own gateway.
  const server = (await post('/api/mcp/servers', {
    name: 'echo',
    url: `http://127.0.0.1:${upstream}/mcp`,
    type: 'http',
    trusted: true,
  })) as { id: number }
  await post(`/api/mcp/servers/${server.id}/connect`, {})
  const agent = (await post('/api/agents', {
    name: 'Bench',
    approval: 'never',
    servers: [{ serverId: server.id, tools: null }],
  })) as { id: number }
  const { key } = (await post('/api/keys', { name: 'bench', scopes: ['tools:call'], agentId: agent.id })) as {
    key: string
  }
  return {
    ...measured,
    name: 'Patchbay',
    url,
    post,
    agentId: agent.id,
    async heap() {
      const text = await (await fetch(`${url}/metrics`, { headers })).text()
      return Number(/^nodejs_heap_size_used_bytes (\S+)/m.exec(text)?.[1])
    },
    target: { url: `${url}/mcp`, headers: { authorization: `Bearer ${key}` }, kind: 'mcp' },
    tools,
    async [Symbol.asyncDispose]() {
      await measured[Symbol.asyncDispose]()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

const stdioEcho = [process.execPath, join(here, 'echo-stdio.ts')]

/** Peers that npm offers, each in the way that it is made for. */
export const peers: Record<string, (upstream: number) => Promise<Contender>> = {
  async 'mcp-proxy (in front of stdio)'() {
    const port = await freePort()
    const args = [
      '--port',
      String(port),
      '--host',
      '127.0.0.1',
      '--server',
      'stream',
      '--no-eventStore',
      '--',
      ...stdioEcho,
    ]
    const url = `http://127.0.0.1:${port}`
    const measured = await start(join(bin, 'mcp-proxy'), args, () => untilItAnswers(`${url}/ping`))
    return {
      ...measured,
      name: 'mcp-proxy (in front of stdio)',
      target: { url: `${url}/mcp`, headers: {}, kind: 'mcp' },
      tools,
    }
  },
  async 'supergateway (in front of stdio)'() {
    const port = await freePort()
    const args = [
      '--stdio',
      stdioEcho.join(' '),
      '--outputTransport',
      'streamableHttp',
      '--stateful',
      '--port',
      String(port),
      '--logLevel',
      'none',
      '--healthEndpoint',
      '/healthz',
    ]
    const url = `http://127.0.0.1:${port}`
    const measured = await start(join(bin, 'supergateway'), args, () => untilItAnswers(`${url}/healthz`))
    return {
      ...measured,
      name: 'supergateway (in front of stdio)',
      target: { url: `${url}/mcp`, headers: {}, kind: 'mcp' },
      tools,
    }
  },
  async 'mcp-hub (its REST)'(upstream) {
    const port = await freePort()
    const folder = mkdtempSync(join(tmpdir(), 'patchbay-bench-hub-'))
    const config = join(folder, 'config.json')
    writeFileSync(config, JSON.stringify({ mcpServers: { echo: { url: `http://127.0.0.1:${upstream}/mcp` } } }))
    const url = `http://127.0.0.1:${port}/api`
    const args = ['--port', String(port), '--config', config]
    const env = { ...process.env, HOME: folder, XDG_STATE_HOME: folder, XDG_DATA_HOME: folder }
    const measured = await start(join(bin, 'mcp-hub'), args, () => untilItAnswers(`${url}/health`), { env })
    // It answers before its servers are there.
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    return {
      ...measured,
      name: 'mcp-hub (its REST)',
      target: { url: `${url}/servers/tools`, headers: {}, kind: 'mcp-hub' },
      tools,
      async [Symbol.asyncDispose]() {
        await measured[Symbol.asyncDispose]()
        rmSync(folder, { recursive: true, force: true })
      },
    }
  },
}
