import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { cachedFolder } from '@patchbay/test-support/cached-folder'
import { installPackages, whyNoPython } from '@patchbay/test-support/python'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { ADMIN_API_KEY, openTestGateway, type TestGateway } from '../../test/open-test-gateway.ts'
import { serveOverSocket } from '../../test/serve-over-socket.ts'
import { createWorkshop } from '../../test/workshop.ts'

const admin = { 'x-api-key': ADMIN_API_KEY }
const everything = new URL(
  '../../../../node_modules/@modelcontextprotocol/server-everything/dist/index.js',
  import.meta.url,
).pathname

let gateway: TestGateway
const children = new DisposableStack()
beforeAll(async () => {
  gateway = await openTestGateway({ env: { STDIO_SANDBOX: 'off' } })
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  children.dispose()
})

async function add(body: Record<string, unknown>): Promise<number> {
  const { status, body: made } = await gateway.fetchJson('/api/mcp/servers', { headers: admin, json: body })
  expect(status).toBe(201)
  return made.id
}

const statusOf = async (id: number) => (await gateway.fetchJson(`/api/mcp/servers/${id}`, { headers: admin })).body

async function call(id: number, name: string, args: Record<string, unknown>) {
  const path = `/api/mcp/servers/${id}/tools/call`
  return (await gateway.fetchJson(path, { headers: admin, json: { name, arguments: args } })).body
}

/** Starts the official server over HTTP. @returns Its port. */
async function startEverything(kind: string): Promise<number> {
  const port = 20_000 + Math.floor(Math.random() * 20_000)
  const child = spawn(process.execPath, [everything, kind], {
    env: { ...process.env, PORT: String(port) },
    stdio: 'pipe',
  })
  children.defer(() => child.kill('SIGKILL'))
  await once(child.stderr, 'data')
  return port
}

describe('a server that runs elsewhere', () => {
  it.each(['stdio', 'streamableHttp', 'sse'])('is the official everything server, over %s', async (kind) => {
    const url =
      kind === 'stdio'
        ? `node ${everything} stdio`
        : `http://127.0.0.1:${await startEverything(kind)}/${kind === 'sse' ? 'sse' : 'mcp'}`
    const id = await add({ name: `Everything ${kind}`, url })
    await expect.poll(async () => (await statusOf(id)).connectionStatus).toBe('connected')
    await expect.poll(async () => (await statusOf(id)).toolCount).toBeGreaterThan(5)
    expect(await call(id, 'echo', { message: 'hello' })).toMatchObject({ content: [{ text: 'Echo: hello' }] })
    expect((await statusOf(id)).transport).toBe(kind === 'streamableHttp' ? 'http' : kind)
    const tried = await gateway.fetchJson(`/api/mcp/servers/${id}/test`, { headers: admin, method: 'POST' })
    expect(tried.body).toMatchObject({
      status: 'connected',
      transport: kind === 'streamableHttp' ? 'http' : kind,
      stages: expect.arrayContaining([expect.objectContaining({ stage: 'list' })]),
    })
  })

  it('is a package of npm, whose version is fixed when it is added', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'patchbay-files-'))
    children.defer(() => rmSync(folder, { recursive: true }))
    await writeFile(join(folder, 'note.txt'), 'buy milk')
    const files = await add({ name: 'Files', url: `@modelcontextprotocol/server-filesystem ${folder}`, type: 'stdio' })
    await expect.poll(async () => (await statusOf(files)).connectionStatus, { timeout: 50_000 }).toBe('connected')
    await expect.poll(async () => (await statusOf(files)).toolCount).toBeGreaterThan(5)
    const read = await call(files, 'read_text_file', { path: join(folder, 'note.txt') })
    expect(read.content[0].text).toBe('buy milk')
    expect((await statusOf(files)).metadata.package).toMatch(/^@modelcontextprotocol\/server-filesystem@\d+\.\d+\.\d+$/)
  })

  it('is another package, started as other clients start it', async () => {
    const memory = await add({ name: 'Memory', url: 'npx -y @modelcontextprotocol/server-memory' })
    await expect.poll(async () => (await statusOf(memory)).connectionStatus, { timeout: 50_000 }).toBe('connected')
    await expect.poll(async () => (await statusOf(memory)).toolCount).toBeGreaterThan(5)
    expect((await call(memory, 'read_graph', {})).content[0].text).toContain('entities')
  })

  it('is a package of Python, whose version is fixed when it is added', async ({ skip }) => {
    const reason = await whyNoPython()
    skip(reason !== undefined, reason)
    const uv = await cachedFolder('uv-0.13.9', (folder) => installPackages(['uv==0.13.9'], folder))
    const path = process.env['PATH']
    children.defer(() => (process.env['PATH'] = path))
    process.env['PATH'] = `${join(uv, 'bin')}${delimiter}${path}`
    const clock = await add({ name: 'Clock', url: 'uvx mcp-server-time --local-timezone UTC' })
    await expect.poll(async () => (await statusOf(clock)).connectionStatus, { timeout: 50_000 }).toBe('connected')
    const told = await call(clock, 'get_current_time', { timezone: 'UTC' })
    expect(told.content[0].text).toContain('"timezone": "UTC"')
    expect((await statusOf(clock)).metadata.package).toMatch(/^mcp-server-time==\d+\.\d+\.\d+$/)
  })

  it('is one in Python, over stdio', async () => {
    const script = new URL('../../test/echo-server.py', import.meta.url).pathname
    const id = await add({ name: 'Python', url: `python3 ${script}` })
    await expect.poll(async () => (await statusOf(id)).connectionStatus).toBe('connected')
    expect(await call(id, 'get_echo', { text: 'olá' })).toMatchObject({ content: [{ text: 'olá' }] })
    const memory = await gateway.fetchJson('/api/mcp/metrics', { headers: admin })
    const own = memory.body.servers.find(({ serverId }: { serverId: number }) => serverId === id)
    expect(own.memoryBytes).toBeGreaterThan(1_000_000)
  })

  it('is one over WebSocket', async () => {
    const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    await once(sockets, 'listening')
    children.defer(() => sockets.close())
    sockets.on('connection', (socket) => {
      void serveOverSocket(createWorkshop().server, socket)
    })
    const { port } = sockets.address() as AddressInfo
    const id = await add({ name: 'Socket', url: `ws://127.0.0.1:${port}` })
    await expect.poll(async () => (await statusOf(id)).connectionStatus).toBe('connected')
    await expect.poll(async () => (await statusOf(id)).toolCount).toBe(8)
    expect(await call(id, 'get_echo', { text: 'hi' })).toMatchObject({ content: [{ text: 'hi' }] })
  })
})
