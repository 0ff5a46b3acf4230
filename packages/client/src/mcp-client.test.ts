import { afterEach, describe, expect, it } from 'vitest'
import { MCPClient, type MCPClientOptions } from './mcp-client.ts'
import { openToolServer, type ToolServer, type ToolServerOptions } from './testing/open-tool-server.ts'

let opened = new AsyncDisposableStack()
afterEach(async () => {
  await opened.disposeAsync()
  opened = new AsyncDisposableStack()
})

async function open(era: ToolServerOptions['era'], options: Partial<MCPClientOptions> = {}) {
  const server = opened.use(await openToolServer({ era }))
  const client = opened.use(new MCPClient({ baseUrl: server.url, path: '', retryDelayMs: 5, ...options }))
  await client.connect()
  return { server, client }
}

async function callBegun(server: ToolServer) {
  await expect.poll(() => server.held.length).toBe(1)
}

describe.each(['modern', 'sessions', 'resumable'] as const)('a client of a server that is %s', (era) => {
  it('lists and calls, and has each result as a message for the Realtime API', async () => {
    const { server, client } = await open(era)
    expect((await client.listTools()).map(({ name }) => name)).toEqual(['read', 'read_slowly', 'write', 'write_slowly'])
    const result = await client.callTool(
      'read',
      { text: 'luck' },
      { callId: 'cv_1', turn: 2, functionCallId: 'call_7' },
    )
    expect(result.content).toEqual([{ type: 'text', text: 'luck' }])
    expect(server.ran).toMatchObject([
      {
        meta: {
          'patchbay/call_id': 'cv_1',
          'patchbay/turn': 2,
          call_id: 'call_7',
          'patchbay/idempotency_key': 'call_7',
        },
      },
    ])
    for await (const message of client.iterMessages()) {
      expect(message).toEqual({
        type: 'conversation.item.create',
        item: { type: 'function_call_output', call_id: 'call_7', output: 'luck' },
      })
      break
    }
  })

  it('hears that the tools have changed, until it wants to hear no more', async () => {
    const { server, client } = await open(era)
    let heard = 0
    const stop = client.onToolsChanged(() => (heard += 1))
    // A server tells only who is listening by then.
    await expect
      .poll(() => {
        server.tellToolsChanged()
        return heard
      })
      .toBeGreaterThan(0)
    stop()
    const before = heard
    server.tellToolsChanged()
    await client.callTool('read')
    expect(heard).toBe(before)
  })

  it('gives up at once when its signal is aborted, with its reason', async () => {
    const { server, client } = await open(era)
    const abort = new AbortController()
    const call = client.callTool('read_slowly', {}, { signal: abort.signal })
    call.catch(() => {})
    await callBegun(server)
    const reason = new Error('The caller hung up')
    abort.abort(reason)
    await expect(call).rejects.toBe(reason)
  })

  it('ends what is under way, and its readers, when it is closed', async () => {
    const { server, client } = await open(era)
    const call = client.callTool('read_slowly')
    call.catch(() => {})
    await callBegun(server)
    const next = client.iterMessages().next()
    await client.close()
    expect(await next).toMatchObject({ done: true })
    await expect(call).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
    await expect(client.listTools()).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
    await client.connect()
    expect(await client.callTool('read')).toMatchObject({ content: [{ text: 'read' }] })
  })
})

describe.each(['modern', 'sessions'] as const)('a connection that breaks while a call is in flight, %s', (era) => {
  it('is no reason to make a write again', async () => {
    const { server, client } = await open(era)
    const call = client.callTool('write_slowly')
    call.catch(() => {})
    await callBegun(server)
    server.cut()
    await expect(call).rejects.toMatchObject({
      code: 'CONNECTION_LOST',
      message: expect.stringContaining('may have been done'),
    })
    expect(await client.callTool('read')).toMatchObject({ content: [{ text: 'read' }] })
    expect(server.ran.map(({ name }) => name)).toEqual(['write_slowly', 'read'])
  })

  it.each([
    ['a read', 'read_slowly', {}],
    ['a write with a key', 'write_slowly', { idempotencyKey: 'order 7' }],
  ])('has %s made again', async (_, name, options) => {
    const { server, client } = await open(era)
    const call = client.callTool(name, {}, options)
    await callBegun(server)
    server.cut()
    expect(await call).toMatchObject({ content: [{ text: name }] })
    expect(server.ran.map((ran) => ran.name)).toEqual([name, name])
  })
})

describe('a server that keeps events', () => {
  it('is asked for what was missed, and the call is not made again', async () => {
    const { server, client } = await open('resumable')
    const call = client.callTool('write_slowly')
    await callBegun(server)
    server.cut()
    await expect.poll(() => server.resumed.length).toBeGreaterThan(0)
    server.held[0]?.()
    expect(await call).toMatchObject({ content: [{ text: 'write_slowly' }] })
    expect(server.ran).toHaveLength(1)
  })
})

describe('a server that comes and goes', () => {
  it('may forget the session: another begins', async () => {
    const { server, client } = await open('sessions')
    let heard = 0
    client.onToolsChanged(() => (heard += 1))
    server.forget()
    expect(await client.callTool('write')).toMatchObject({ content: [{ text: 'write' }] })
    expect(heard).toBe(1)
    expect(server.ran).toHaveLength(1)
  })

  it('may be away for a while, a write that was not sent included', async () => {
    const { server, client } = await open('modern', { retries: 1_000 })
    await server[Symbol.asyncDispose]()
    // What is sent into a connection that is just ending might have been done: nobody is to reuse one by now.
    await expect.poll(() => fetch(server.url).catch(({ cause }) => cause.code)).toBe('ECONNREFUSED')
    const call = client.callTool('write')
    const again = opened.use(await openToolServer({ era: 'modern', port: server.port }))
    expect(await call).toMatchObject({ content: [{ text: 'write' }] })
    expect(again.ran).toHaveLength(1)
  })

  it('is said to be out of reach after some tries', async () => {
    const { server, client } = await open('modern', { retries: 2 })
    await server[Symbol.asyncDispose]()
    const words = expect.stringContaining('cannot be reached')
    await expect(client.callTool('write')).rejects.toMatchObject({ code: 'SERVER_UNREACHABLE', message: words })
  })

  it('tells of changed tools also after its stream broke', async () => {
    const { server, client } = await open('modern')
    let heard = 0
    client.onToolsChanged(() => (heard += 1))
    server.cut()
    await expect.poll(() => heard).toBeGreaterThan(0)
    const before = heard
    await expect
      .poll(() => {
        server.tellToolsChanged()
        return heard
      })
      .toBeGreaterThan(before)
  })
})

describe('errors', () => {
  it('say what to do', async () => {
    const before = (_: unknown, res: { writeHead(status: number): { end(): void } }) => {
      res.writeHead(401).end()
      return true
    }
    const server = opened.use(await openToolServer({ era: 'modern', before }))
    const client = new MCPClient({ baseUrl: server.url, path: '', accessToken: 'no such key' })
    const another = { code: 'INVALID_API_KEY', message: expect.stringContaining('Give another one') }
    await expect(client.connect()).rejects.toMatchObject(another)
    const nobody = new MCPClient({ baseUrl: server.url, path: '' })
    await expect(nobody.connect()).rejects.toMatchObject({ code: 'SIGN_IN_REQUIRED' })
    await expect(client.callTool('read')).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
    const ok = await open('modern')
    await expect(ok.client.callTool('nothing')).rejects.toMatchObject({ code: 'SERVER_REFUSED' })
  })
})
