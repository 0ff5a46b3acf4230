import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Server } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { WebSocketServer } from 'ws'
import {
  connectListener,
  expectHeard,
  expectStreams,
  openTelling,
  patiently,
  register,
  statusOf,
} from '../../test/listener.ts'
import { ADMIN_API_KEY, openTestGateway, type TestGateway } from '../../test/open-test-gateway.ts'
import { transportOver } from '../../test/serve-over-socket.ts'
import { createTelling } from '../../test/telling.ts'

const headers = { 'x-api-key': ADMIN_API_KEY }

const opened = new AsyncDisposableStack()
let test: TestGateway
beforeAll(async () => {
  test = opened.use(await openTestGateway({ env: { DEMO: '0', STDIO_SANDBOX: 'off' } }))
})
afterAll(() => opened.disposeAsync())

describe.each(['2025', '2026'] as const)('a client of %s behind the gateway', (era) => {
  it('hears of the resources that it subscribed to, and of no other', async () => {
    const telling = await openTelling('notes')
    await register(test, 'notes', telling.url)
    const [one, other] = [await connectListener(test, era), await connectListener(test, era)]
    await one.subscribe('notes://one')
    await other.subscribe('notes://other')
    telling.tell.resourceUpdated('notes://one')
    await expect.poll(() => one.updates, patiently).toEqual(['notes://one'])
    telling.tell.resourceUpdated('notes://other')
    await expect.poll(() => other.updates, patiently).toEqual(['notes://other'])
    expect(one.updates).toEqual(['notes://one'])
  })

  it('shares one stream with the others, which ends with the last of them', async () => {
    const telling = await openTelling('notes', { listChanged: false })
    await register(test, 'notes', telling.url)
    expect(telling.streams()).toEqual([])
    const [one, other] = [await connectListener(test, era), await connectListener(test, era)]
    const stopOne = await one.subscribe('notes://one', 'notes://other')
    const stopOther = await other.subscribe('notes://one')
    await expectStreams(telling, [['notes://one', 'notes://other']])
    await stopOne()
    await expectStreams(telling, [['notes://one']])
    await expectHeard(() => telling, 'notes://one', other)
    await stopOther()
    await expectStreams(telling, [])
  })

  it('that goes away ends its stream', async () => {
    const telling = await openTelling('notes')
    await register(test, 'notes', telling.url)
    const { leave, subscribe } = await connectListener(test, era)
    await subscribe('notes://one')
    await expectStreams(telling, [['notes://one']])
    await leave()
    await expectStreams(telling, [[]])
  })

  it.each([false, true])('hears again of a server that was started again, its absence noticed: %s', async (noticed) => {
    const first = await openTelling('notes')
    const id = await register(test, 'notes', first.url)
    const listener = await connectListener(test, era)
    await listener.subscribe('notes://one')
    await first[Symbol.asyncDispose]()
    if (noticed) await expect.poll(() => statusOf(test, id), patiently).toBe('error')
    const second = await openTelling('notes', { port: first.port })
    await expectHeard(() => second, 'notes://one', listener)
    await expectStreams(second, [['notes://one']])
    expect(await statusOf(test, id)).toBe('connected')
  })

  it('hears of a server whose settings have changed meanwhile', async () => {
    const telling = await openTelling('notes')
    const id = await register(test, 'notes', telling.url)
    const listeners = [await connectListener(test, era), await connectListener(test, era)]
    for (const { subscribe } of listeners) await subscribe('notes://one')
    const stop = await listeners[0]!.subscribe('notes://other')
    const json = { headers: { 'x-team': 'harbour' } }
    await test.fetchJson(`/api/mcp/servers/${id}`, { method: 'PUT', headers, json })
    for (const listener of listeners) await expectHeard(() => telling, 'notes://one', listener)
    await expectStreams(telling, [['notes://one', 'notes://other']])
    await stop()
    await expectStreams(telling, [['notes://one']])
  })

  it.each(['kindly', 'abruptly'] as const)('hears again after the stream was ended %s', async (how) => {
    const telling = await openTelling('notes')
    const id = await register(test, 'notes', telling.url)
    const listener = await connectListener(test, era)
    await listener.subscribe('notes://one')
    // More than once in a row, too.
    for (let times = 0; times < 3; times += 1) {
      const before = telling.count()
      await telling.endStreams(how)
      await expect.poll(() => telling.count(), patiently).toBe(before + 1)
      await expectHeard(() => telling, 'notes://one', listener)
    }
    expect(await statusOf(test, id)).toBe('connected')
    await expectStreams(telling, [['notes://one']])
  })

  it('hears of changed lists, also after the stream has ended', async () => {
    const telling = await openTelling('notes')
    await register(test, 'notes', telling.url)
    const { changes, client } = await connectListener(test, era)
    if (era === '2026') {
      await client.listen({ toolsListChanged: true, resourcesListChanged: true, promptsListChanged: true })
    }
    await expectStreams(telling, [[]])
    for (const tool of ['first', 'second']) {
      changes.splice(0)
      telling.addTool(tool)
      await expect.poll(() => changes, patiently).toContain('tools')
      expect((await client.listTools()).tools.map(({ name }) => name)).toContain(tool)
      telling.tell.resourcesChanged()
      telling.tell.promptsChanged()
      await expect.poll(() => changes, patiently).toEqual(expect.arrayContaining(['resources', 'prompts']))
      // What changes while nobody listens is told once somebody does again.
      changes.splice(0)
      await telling.endStreams('abruptly')
      await expect.poll(() => changes, patiently).toEqual(expect.arrayContaining(['resources', 'prompts']))
      await expectStreams(telling, [[]])
    }
  })

  it('is refused by a server that does not tell of resources, which is not asked', async () => {
    const telling = await openTelling('notes', { subscribe: false, listChanged: false })
    await register(test, 'notes', telling.url)
    const { client } = await connectListener(test, era)
    if (era === '2026') {
      const { honoredFilter } = await client.listen({ resourceSubscriptions: ['notes://one'] })
      expect(honoredFilter).toEqual({})
    } else await expect(client.subscribeResource({ uri: 'notes://one' })).rejects.toThrow('does not tell')
    expect(telling.count()).toBe(0)
  })
})

it('many resources at once are asked for together', async () => {
  const telling = await openTelling('notes')
  await register(test, 'notes', telling.url)
  const { client, subscribe } = await connectListener(test, '2025')
  await client.listResources()
  const before = telling.count()
  const pages = Array.from({ length: 50 }, (_, n) => `notes://pages/${n}`)
  await subscribe(...pages)
  await expectStreams(telling, [pages.toSorted()])
  expect(telling.count() - before).toBeLessThan(pages.length)
})

it('a connection that is let go ends its stream, and is heard when it is back', async () => {
  const telling = await openTelling('notes')
  const id = await register(test, 'notes', telling.url)
  const listener = await connectListener(test, '2025')
  await listener.subscribe('notes://one')
  await test.fetchJson(`/api/mcp/servers/${id}/disconnect`, { headers, json: {} })
  await expectStreams(telling, [])
  await test.fetchJson(`/api/mcp/servers/${id}/connect`, { headers, json: {} })
  await expectStreams(telling, [['notes://one']])
  await expectHeard(() => telling, 'notes://one', listener)
  await test.fetchJson(`/api/mcp/servers/${id}`, { method: 'DELETE', headers })
  await expectStreams(telling, [])
})

it('a server over WebSocket is heard, until nobody listens', async () => {
  const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(sockets, 'listening')
  onTestFinished(() => {
    sockets.close()
  })
  const cancelled: unknown[] = []
  const { promise: serving, resolve } = Promise.withResolvers<Server>()
  sockets.on('connection', (socket) => {
    socket.on('message', (data) => {
      const { method, params } = JSON.parse((data as Buffer).toString())
      if (method === 'notifications/cancelled') cancelled.push(params.requestId)
    })
    const create = () => {
      const server = createTelling('socket', { subscribe: true, listChanged: false, tools: [] })
      resolve(server)
      return server
    }
    serveStdio(create, { legacy: 'reject', transport: transportOver(socket) })
  })
  const { port } = sockets.address() as AddressInfo
  await register(test, 'socket', `ws://127.0.0.1:${port}`)
  const server = await serving
  const { updates, subscribe } = await connectListener(test, '2025')
  const stop = await subscribe('socket://one')
  await server.sendResourceUpdated({ uri: 'socket://other' })
  await server.sendResourceUpdated({ uri: 'socket://one' })
  await expect.poll(() => updates, patiently).toEqual(['socket://one'])
  await stop()
  await expect.poll(() => cancelled, patiently).toHaveLength(1)
})

it('a server over stdio is heard, and again in its next process', async () => {
  const program = new URL('../../test/telling-over-stdio.ts', import.meta.url).pathname
  const id = await register(test, 'piped', `node ${program}`)
  const { updates, subscribe } = await connectListener(test, '2025')
  await subscribe('piped://one')
  const call = (name: string, args: Record<string, unknown>) =>
    test.fetchJson(`/api/mcp/servers/${id}/tools/call`, { headers, json: { name, arguments: args } })
  await call('touch', { uri: 'piped://other' })
  await call('touch', { uri: 'piped://one' })
  await expect.poll(() => updates, patiently).toEqual(['piped://one'])
  await call('quit', {})
  const heard = async () => {
    await call('touch', { uri: 'piped://one' })
    return updates.length
  }
  await expect.poll(heard, patiently).toBeGreaterThan(1)
})
