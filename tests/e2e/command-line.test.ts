import { rm } from 'node:fs/promises'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { emptyDataDir } from './src/data-dir.ts'
import { rafael } from './src/caller-session.ts'
import { repository } from './src/repository.ts'
import { runProcess, type Ended } from './src/run-process.ts'
import { gatewayEnvironment, startGateway, type Gateway } from './src/start-gateway.ts'

// Every command does the same beside a running gateway and alone on its data directory.

describe.for(['beside a running gateway', 'alone'] as const)('patchbay, %s,', (place) => {
  let dataDir: string
  let gateway: Gateway | undefined
  beforeAll(async () => {
    dataDir = await emptyDataDir()
    if (place === 'beside a running gateway') gateway = await startGateway({ dataDir })
  })
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') console.error(`The gateway printed:\n${gateway?.output() ?? '(none runs)'}`)
  })
  afterAll(async () => {
    await gateway?.[Symbol.asyncDispose]()
    await rm(dataDir, { recursive: true, force: true })
  })

  function patchbay(...args: string[]): Promise<Ended> {
    const env = gatewayEnvironment(dataDir, gateway === undefined ? {} : { PORT: String(gateway.port) })
    return runProcess(repository.node, [repository.commandLine, ...args], { env })
  }

  async function output(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await patchbay(...args)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    return stdout
  }

  /** Runs what is to be asked of a gateway: the running one, or one that is started on the same folder. */
  async function withGateway<Result>(use: (running: Gateway) => Promise<Result>): Promise<Result> {
    if (gateway !== undefined) return use(gateway)
    await using own = await startGateway({ dataDir })
    return await use(own)
  }

  /** Uses up a sign-in link as the console does; answers the name of whom it signed in. */
  async function signIn(link: string): Promise<string> {
    const code = new URL(link).hash.slice('#code='.length)
    return withGateway(async ({ url }) => {
      const response = await fetch(`${url}/api/console/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-patchbay-console': '1' },
        body: JSON.stringify({ code }),
      })
      expect(response.status).toBe(200)
      return String(Object(await response.json()).user.name)
    })
  }

  function statusWith(key: string): Promise<number> {
    return withGateway(async ({ url }) => (await fetch(`${url}/api/tools`, { headers: { 'x-api-key': key } })).status)
  }

  test('users add makes a user and the link that signs them in', async () => {
    const printed = await output('users', 'add', 'Ana Souza')
    const [link = ''] = /http:\/\/\S+\/sign-in#code=\S+/.exec(printed) ?? []
    expect(await signIn(link)).toBe('Ana Souza')
    expect(await output('users', 'list')).toContain('Ana Souza')
    const again = await patchbay('users', 'add', 'Ana Souza')
    expect(again).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^.*Ana Souza.*\n$/) })
  })

  test('users invite prints a link for one account, and users remove deletes a user', async () => {
    const printed = await output('users', 'invite', 'Caio of the desk', '--admin')
    expect(printed).toMatch(/\(admin\), once, until 20.+\nhttp:\/\/\S+\/invitation#code=[\w-]{43}\n$/)
    await output('users', 'add', 'Caio Reis')
    const [, id = ''] = /(\d+)\tCaio Reis\tmember/.exec(await output('users', 'list')) ?? []
    expect(await output('users', 'remove', id)).toContain('Removed Caio Reis')
    expect(await output('users', 'list')).not.toContain('Caio Reis')
    const owner = await patchbay('users', 'remove', '1')
    expect(owner).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('was here first') })
  })

  test('keys create, list and revoke make a key that works until it is revoked', async () => {
    const printed = await output('keys', 'create', '--name', 'phone worker', '--scope', 'tools:call')
    const key = printed.trim().split(/\s+/).at(-1) ?? ''
    const [, id = ''] = /Key (\d+)/.exec(printed) ?? []
    expect(await statusWith(key)).toBe(200)

    const listed = await output('keys', 'list')
    expect(listed).toContain('phone worker')
    expect(listed).not.toContain(key)

    expect(await output('keys', 'revoke', id)).toContain('phone worker')
    expect(await statusWith(key)).toBe(401)
  })

  test('keys rotate seals stored credentials by a new key', async () => {
    expect(await output('keys', 'rotate')).toMatch(/^Sealed \d+ credentials by a new key\. The old one is gone\.\n$/)
  })

  test('keys create refuses a scope that is not there', async () => {
    const { code, stdout, stderr } = await patchbay('keys', 'create', '--name', 'x', '--scope', 'everything')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).not.toMatch(/\bat .*:\d+:\d+/)
    expect(stderr).toContain('scope')
  })

  test('sign-in prints a link that signs in once', async () => {
    const link = (await output('sign-in')).trim()
    expect(await signIn(link)).not.toBe('')
    await withGateway(async ({ url }) => {
      const response = await fetch(`${url}/api/console/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-patchbay-console': '1' },
        body: JSON.stringify({ code: new URL(link).hash.slice('#code='.length) }),
      })
      expect({ status: response.status, body: await response.json() }).toMatchObject({
        status: 401,
        body: { code: 'INVALID_SIGN_IN_LINK' },
      })
    })
  })

  test('mcp-server serves the tools of the club over stdio, for the caller that is named', async () => {
    const client = new Client({ name: 'end-to-end', version: '1.0.0' })
    const transport = new StdioClientTransport({
      command: repository.node,
      args: [repository.commandLine, 'mcp-server', 'club', '--caller', rafael],
      env: gatewayEnvironment(dataDir),
    })
    // What is on standard output besides the protocol, the client reports as an error.
    const errors: Error[] = []
    client.onerror = (error) => errors.push(error)
    await client.connect(transport)
    expect(await client.callTool({ name: 'get_members', arguments: {} })).toMatchObject({
      structuredContent: { members: [{ member_id: 12345 }, { member_id: 12346 }] },
    })
    await client.close()
    expect(errors).toEqual([])
  })

  test('an unknown command says which there are', async () => {
    const { code, stdout, stderr } = await patchbay('frobnicate')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('keys create')
    expect(await output('--help')).toContain('keys create')
  })
})
