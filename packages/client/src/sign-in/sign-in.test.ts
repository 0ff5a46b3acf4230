import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MCPClient } from '../mcp-client.ts'
import { fileStorage } from '../node/file-storage.ts'
import { loopbackBrowser } from '../node/loopback-browser.ts'
import { openProtectedServer, type ProtectedServer } from '../testing/open-oidc-provider.ts'
import { signInByHand } from '../testing/sign-in-by-hand.ts'
import { createSignIn, type SignInOptions } from './sign-in.ts'
import { memoryStorage, webStorage } from './token-storage.ts'

let opened: AsyncDisposableStack
let server: ProtectedServer
/** Every page that a person was sent to. */
let visited: URL[]
beforeEach(async () => {
  opened = new AsyncDisposableStack()
  server = opened.use(await openProtectedServer())
  visited = []
})
afterEach(() => opened.disposeAsync())

/** A person who signs in, and whose browser then opens what it is sent to. */
const person = loopbackBrowser({
  async open(url) {
    visited.push(url)
    const back = await signInByHand(url)
    await fetch(back)
  },
})

function open(options: SignInOptions = { person }) {
  return opened.use(
    new MCPClient({ baseUrl: server.tools.url, path: '', signIn: createSignIn(options), retryDelayMs: 5 }),
  )
}

const says = (text: string) => ({ content: [{ text }] })

describe('a server that nobody was registered at', () => {
  it('is found out about, registered at, and called, with a person who signs in once', async () => {
    const client = open()
    await client.connect()
    expect(await client.callTool('read', { text: 'in' })).toMatchObject(says('in'))
    const [start] = visited
    expect(visited).toHaveLength(1)
    expect(start?.origin).toBe(server.issuer)
    expect(start?.searchParams.get('code_challenge_method')).toBe('S256')
    expect(start?.searchParams.get('resource')).toBe(server.tools.url.href)
    expect(start?.searchParams.get('scope')).toContain('mcp')
  })

  it('renews a token that is over once, for all who find it over', async () => {
    const client = open()
    await client.connect()
    await client.callTool('read')
    const before = server.asked['/token'] ?? 0
    await server.endToken()
    const results = await Promise.all(Array.from({ length: 8 }, (_, at) => client.callTool('read', { text: `${at}` })))
    expect(results.map(({ content }) => content[0]?.text)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7'])
    expect(server.asked['/token']).toBe(before + 1)
    expect(visited).toHaveLength(1)
  })

  it('has the person sign in anew where nothing is left to renew, once for all who wait', async () => {
    const client = open()
    await client.connect()
    await client.callTool('read')
    await server.endAll()
    const results = await Promise.all([client.callTool('read'), client.callTool('read'), client.callTool('write')])
    expect(results).toMatchObject([says('read'), says('read'), says('write')])
    expect(visited).toHaveLength(2)
    // The port of the first time was free, so that the client is registered for it.
    expect(server.asked['/reg']).toBe(1)
  })

  it('keeps what it has where the token cannot be renewed for now, and says that', async () => {
    const storage = memoryStorage()
    const client = open({ person, storage })
    await client.connect()
    await client.callTool('read')
    await server.endToken()
    await server.stopIssuer()
    const words = expect.stringContaining(`${server.issuer} cannot be reached`)
    await expect(client.callTool('write')).rejects.toMatchObject({ code: 'SERVER_UNREACHABLE', message: words })
    expect(await storage.get(`patchbay:sign-in:${server.tools.url.href}`)).toContain('refresh_token":"')
    expect(visited).toHaveLength(1)
  })

  it('asks the person for more where the server wants more, and loses nothing that it had', async () => {
    const client = open()
    await client.connect()
    server.want('more')
    expect(await client.callTool('write')).toMatchObject(says('write'))
    expect(visited[1]?.searchParams.get('scope')?.split(' ')).toEqual(expect.arrayContaining(['mcp', 'more']))
    expect(server.tools.ran).toHaveLength(1)
  })

  it('says so where the person says no', async () => {
    const no = loopbackBrowser({ open: async (url) => void fetch(await signInByHand(url, '/callback', false)) })
    await expect(open({ person: no }).connect()).rejects.toMatchObject({
      code: 'SIGN_IN_FAILED',
      message: expect.stringContaining('said no'),
    })
  })

  it('says so where there is nobody to ask', async () => {
    await expect(open({}).connect()).rejects.toMatchObject({ code: 'SIGN_IN_REQUIRED' })
  })

  it('stops waiting for the person when its signal is aborted, and frees the port', async () => {
    const abort = new AbortController()
    let back = ''
    const idle = loopbackBrowser({
      open(url) {
        back = url.searchParams.get('redirect_uri') ?? ''
        abort.abort(new Error('Never mind'))
      },
    })
    await expect(open({ person: idle }).connect(abort.signal)).rejects.toThrow('Never mind')
    await expect.poll(() => fetch(back).catch(({ cause }) => cause.code)).toBe('ECONNREFUSED')
  })

  it('takes nobody back whom another page sent', async () => {
    const answers: number[] = []
    const crossed = loopbackBrowser({
      async open(url) {
        const forged = new URL(url.searchParams.get('redirect_uri') ?? '')
        forged.search = '?code=stolen&state=of+another'
        answers.push((await fetch(forged)).status)
        await fetch(await signInByHand(url))
      },
    })
    const client = open({ person: crossed })
    await client.connect()
    expect(answers).toEqual([404])
  })
})

describe('a sign-in that leaves the page', () => {
  it('begins, comes back once, and is kept', async () => {
    const kept = new Map<string, string>()
    const local = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    }
    const signIn = createSignIn({ storage: webStorage(local) })
    const back = await signInByHand(await signIn.begin(server.tools.url, 'http://127.0.0.1:9/back'), '/back')
    const forged = new URL(back)
    forged.searchParams.set('state', 'another')
    // The page was left: another run of the program takes it up.
    const later = createSignIn({ storage: webStorage(local) })
    await later.finish(server.tools.url, back)
    await expect(later.finish(server.tools.url, back)).rejects.toMatchObject({ code: 'SIGN_IN_FAILED' })
    await expect(later.finish(server.tools.url, forged)).rejects.toMatchObject({ code: 'SIGN_IN_FAILED' })
    const client = open({ storage: webStorage(local) })
    await client.connect()
    expect(await client.callTool('read')).toMatchObject(says('read'))
  })

  it('is revoked and forgotten when the person signs out', async () => {
    const storage = memoryStorage()
    const client = open({ storage, person })
    await client.connect()
    await client.callTool('read')
    await createSignIn({ storage }).signOut(server.tools.url)
    expect(server.asked['/token/revocation']).toBe(1)
    await expect(open({ storage }).connect()).rejects.toMatchObject({ code: 'SIGN_IN_REQUIRED' })
  })
})

describe('a file that keeps sign-ins', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patchbay-client-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('is read by the next run, and by its owner alone', async () => {
    const path = join(folder, 'new', 'sign-ins.json')
    await open({ person, storage: fileStorage(path) }).connect()
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    const client = open({ storage: fileStorage(path) })
    await client.connect()
    expect(await client.callTool('read')).toMatchObject(says('read'))
    expect(visited).toHaveLength(1)
  })

  it('keeps what many write at once, takes damage for nothing, and mends its mode', async () => {
    const path = join(folder, 'sign-ins.json')
    await writeFile(path, '{"half', { mode: 0o644 })
    const storage = fileStorage(path)
    expect(await storage.get('a')).toBeUndefined()
    await Promise.all(['a', 'b', 'c'].map(async (key) => storage.set(key, key)))
    await storage.delete('b')
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ a: 'a', c: 'c' })
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  })
})
