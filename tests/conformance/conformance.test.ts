import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { openEverythingServer } from './src/everything-server.ts'

const repository = new URL('../../', import.meta.url).pathname
const adminKey = 'admin-key-of-the-conformance-tests'

const opened = new AsyncDisposableStack()
let url: string
let everythingPort: number
beforeAll(async () => {
  const everything = opened.use(await openEverythingServer())
  everythingPort = everything.port
  const dataDir = mkdtempSync(join(tmpdir(), 'patchbay-conformance-'))
  opened.defer(() => rmSync(dataDir, { recursive: true, force: true }))
  const env = { ...process.env, PORT: '0', DATA_DIR: dataDir, ADMIN_API_KEY: adminKey, DEMO: '0', LOG_LEVEL: 'warn' }
  const gateway = spawn(process.execPath, ['apps/gateway/src/main.ts'], { cwd: repository, env })
  opened.defer(async () => {
    gateway.kill()
    await once(gateway, 'exit')
  })
  gateway.stderr.pipe(process.stderr)
  url = await new Promise<string>((resolve, reject) => {
    gateway.once('exit', () => reject(new Error('The gateway has ended')))
    gateway.stdout.on('data', (chunk: Buffer) => {
      const port = /ready at http:\/\/localhost:(\d+)/.exec(chunk.toString())?.[1]
      if (port !== undefined) resolve(`http://127.0.0.1:${port}`)
    })
  })
})
afterAll(() => opened.disposeAsync())

async function post<T>(path: string, body: unknown, answer: z.ZodType<T>): Promise<T> {
  const headers = { 'content-type': 'application/json', 'x-api-key': adminKey }
  const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  return answer.parse(await response.json())
}

const withId = z.object({ id: z.int() })

/** Registers one of the two servers alone. @returns The way to remove it. */
async function register(path: string): Promise<AsyncDisposable> {
  const address = `http://127.0.0.1:${everythingPort}/${path}`
  const settings = { trusted: true, allowSampling: true, allowElicitation: true, approval: 'never' }
  const server = await post('/api/mcp/servers', { name: path, url: address, type: 'http', ...settings }, withId)
  const connected = await post(`/api/mcp/servers/${server.id}/connect`, {}, z.object({ connectionStatus: z.string() }))
  expect(connected.connectionStatus).toBe('connected')
  const headers = { 'x-api-key': adminKey }
  return {
    async [Symbol.asyncDispose]() {
      await fetch(`${url}/api/mcp/servers/${server.id}`, { method: 'DELETE', headers })
    },
  }
}

/** The suite has no way to send a key: a plain proxy adds it, and changes nothing else. */
async function openKeyProxy(key: string): Promise<{ port: number } & AsyncDisposable> {
  const proxy = createServer((req, res) => {
    const headers = { ...req.headers, authorization: `Bearer ${key}` }
    const forward = request(`${url}/mcp`, { method: req.method ?? 'GET', headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(res)
    })
    forward.on('error', () => res.destroy())
    res.on('close', () => forward.destroy())
    req.pipe(forward)
  })
  await new Promise<void>((resolve) => void proxy.listen(0, '127.0.0.1', resolve))
  const address = proxy.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async [Symbol.asyncDispose]() {
      proxy.closeAllConnections()
      await new Promise((resolve) => proxy.close(resolve))
    },
  }
}

/** Runs the suite against the gateway, before one of the two servers. */
async function runSuite(path: string, choice: string[]): Promise<{ code: unknown; output: string }> {
  await using _server = await register(path)
  await using proxy = await openKeyProxy(adminKey)
  const args = ['server', '--url', `http://127.0.0.1:${proxy.port}/mcp`, ...choice]
  const suite = spawn(join(repository, 'node_modules/.bin/conformance'), args, { cwd: tmpdir() })
  let output = ''
  for (const stream of [suite.stdout, suite.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const [code] = await once(suite, 'close')
  return { code, output }
}

test.each([
  ['2025-11-25', 'legacy'],
  ['2026-07-28', 'modern'],
])(
  'the official suite passes through the gateway, in everything that %s requires',
  async (revision, path) => {
    const expectedFailures = new URL('expected-failures.yml', import.meta.url).pathname
    const choice = ['--requirements', revision, '--expected-failures', expectedFailures]
    const { code, output } = await runSuite(path, choice)
    expect(code, output).toBe(0)
  },
  300_000,
)

// The suite runs these with the others, and does not count them yet.
test.each(['http-header-validation', 'http-custom-header-server-validation'])(
  'the official suite passes in %s of 2026-07-28',
  async (scenario) => {
    const { code, output } = await runSuite('modern', ['--spec-version', '2026-07-28', '--scenario', scenario])
    expect(code, output).toBe(0)
    expect(output).toMatch(/Passed: [1-9]\d*\/\d+, 0 failed/)
  },
  60_000,
)
