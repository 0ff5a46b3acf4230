import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  Client,
  StreamableHTTPClientTransport,
  UnauthorizedError,
  type OAuthClientProvider,
  type StoredOAuthClientInformation,
  type StoredOAuthTokens,
} from '@modelcontextprotocol/client'
import { createSignIn, MCPClient } from '@patchbay/client'
import { loopbackBrowser } from '@patchbay/client/node'
import { freePort } from '@patchbay/test-support/free-port'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { clubTools } from './src/club-tools.ts'
import { letIn } from './src/let-in.ts'
import { pythonProgram } from './src/python-program.ts'
import { repository } from './src/repository.ts'
import { baseEnvironment } from './src/run-process.ts'
import { shareGateway } from './src/share-gateway.ts'

// Each client comes unknown, registers itself, sends a person to the consent and calls with the token that it gets.

const python = await pythonProgram()
const gateway = shareGateway()
/** The name that the gateway knows itself by: it is in every token. */
const origin = () => `http://localhost:${gateway().port}`

test('our client signs in by itself', async () => {
  const person = loopbackBrowser({ open: async (url) => void (await fetch(await letIn(gateway(), url))) })
  await using client = new MCPClient({ baseUrl: origin(), path: '/mcp', signIn: createSignIn({ person }) })
  await client.connect()
  expect((await client.listTools()).map(({ name }) => name)).toEqual(expect.arrayContaining(clubTools))
  const { structuredContent } = await client.callTool('get_availability', { sport: 'surf' })
  expect(structuredContent).toHaveProperty('sessions')
})

test("the TypeScript SDK's OAuth provider signs in by itself", async () => {
  const kept: { client?: StoredOAuthClientInformation; tokens?: StoredOAuthTokens; verifier?: string; start?: URL } = {}
  const redirectUrl = 'http://localhost:3030/callback'
  const authProvider: OAuthClientProvider = {
    redirectUrl,
    clientMetadata: {
      client_name: 'The official TypeScript client',
      redirect_uris: [redirectUrl],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    },
    clientInformation: () => kept.client,
    saveClientInformation: (client) => void (kept.client = client),
    tokens: () => kept.tokens,
    saveTokens: (tokens) => void (kept.tokens = tokens),
    redirectToAuthorization: (url) => void (kept.start = url),
    saveCodeVerifier: (verifier) => void (kept.verifier = verifier),
    codeVerifier: () => kept.verifier ?? '',
  }
  const open = () => new StreamableHTTPClientTransport(new URL(`${origin()}/mcp`), { authProvider })
  const identity = { name: 'end-to-end', version: '1.0.0' }
  const first = open()
  await expect(new Client(identity).connect(first)).rejects.toBeInstanceOf(UnauthorizedError)
  await first.finishAuth((await letIn(gateway(), kept.start ?? '')).searchParams)
  expect(kept.tokens).toMatchObject({ token_type: 'Bearer', refresh_token: expect.any(String) })

  const client = new Client(identity)
  await client.connect(open())
  const { tools } = await client.listTools()
  expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(clubTools))
  // A token that is no good any more is renewed without a person.
  const { access_token: before } = kept.tokens ?? { access_token: '' }
  if (kept.tokens) kept.tokens = { ...kept.tokens, access_token: 'over' }
  expect((await client.listTools()).tools).toHaveLength(tools.length)
  expect(kept.tokens?.access_token).not.toBe('over')
  expect(kept.tokens?.access_token).not.toBe(before)
  await client.close()
})

/** Starts a program that prints where a person has to go; lets it in, and waits for its end. */
async function runSignIn(program: string, args: string[], env: Record<string, string>, back: 'open' | 'write') {
  const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'pipe'] })
  const printed = { stdout: '', stderr: '' }
  let sent = false
  const look = (name: 'stdout' | 'stderr') => (chunk: Buffer) => {
    printed[name] += chunk.toString()
    const start = /https?:\/\/\S+\/authorize\?\S+(?=\s)/.exec(printed.stdout + printed.stderr)?.[0]
    if (start === undefined || sent) return
    sent = true
    void letIn(gateway(), start)
      .then(async (url) => (back === 'open' ? void (await fetch(url)) : void child.stdin.write(`${url.href}\n`)))
      .catch((error: unknown) => {
        printed.stderr += String(error)
        child.kill()
      })
  }
  child.stdout.on('data', look('stdout'))
  child.stderr.on('data', look('stderr'))
  const [code] = await once(child, 'close')
  expect(code, printed.stdout + printed.stderr).toBe(0)
  return printed.stdout
}

test("Python's OAuth provider signs in by itself", async ({ skip }) => {
  if ('unavailable' in python) return skip(python.unavailable)
  const script = join(import.meta.dirname, 'python/sign-in-and-call.py')
  const stdout = await runSignIn(python.program, [script, `${origin()}/mcp`], baseEnvironment(), 'write')
  const printed: unknown = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
  expect(printed).toMatchObject({ tools: expect.arrayContaining(clubTools), refreshes: true })
})

test("the Inspector's command line signs in by itself", async () => {
  const inspector = fileURLToPath(
    import.meta.resolve('@modelcontextprotocol/inspector/clients/launcher/build/index.js'),
  )
  const home = await mkdtemp(join(tmpdir(), 'patchbay-inspector-'))
  try {
    const args = [inspector, '--cli', `${origin()}/mcp`, '--transport', 'http', '--method', 'tools/list']
    // It asks only where somebody is there. The browser that it opens does nothing: the address is taken from what it prints.
    const env = { ...baseEnvironment(), HOME: home, MCP_AUTO_OPEN_ENABLED: 'true', BROWSER: 'true' }
    const stdout = await runSignIn(repository.node, args, env, 'open')
    const json: unknown = JSON.parse(stdout.slice(stdout.indexOf('{')))
    const { tools } = z.object({ tools: z.array(z.object({ name: z.string() })) }).parse(json)
    expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(clubTools))
  } finally {
    await rm(home, { recursive: true, force: true })
  }
})

test("the official suite's authorization scenarios pass, with a client that registered", async () => {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-authorization-'))
  const port = await freePort()
  const registered = await fetch(`${origin()}/api/v1/mcp-oauth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: 'The official suite',
      redirect_uris: [`http://127.0.0.1:${port}/callback`],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      // Where a server takes clients without a secret, the suite sends none, whether it was given one or not.
      token_endpoint_auth_method: 'none',
    }),
  })
  const { client_id: clientId } = z.object({ client_id: z.string() }).parse(await registered.json())
  try {
    const args = ['authorization', '--url', origin(), '--resource', `${origin()}/mcp`, '--port', `${port}`]
    const suite = join(repository.root, 'node_modules/.bin/conformance')
    const stdout = await runSignIn(suite, [...args, '--client-id', clientId, '-o', folder], baseEnvironment(), 'open')
    expect(stdout).toMatch(/Total: \d+ passed, 0 failed/)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
