import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  connectListener,
  expectHeard,
  expectStreams,
  openTelling,
  patiently,
  register,
  statusOf,
} from '../../test/listener.ts'
import { openTestGateway, type TestGateway } from '../../test/open-test-gateway.ts'

const opened = new AsyncDisposableStack()
let test: TestGateway
beforeAll(async () => {
  test = opened.use(await openTestGateway({ env: { DEMO: '0' } }))
})
afterAll(() => opened.disposeAsync())

it('a refusal takes nothing from those who listen already', async () => {
  const telling = await openTelling('notes')
  await register(test, 'notes', telling.url)
  const [one, other] = [await connectListener(test, '2025'), await connectListener(test, '2025')]
  await one.subscribe('notes://one')
  telling.refuse({ code: -32_603, message: 'Subscription limit reached' })
  await expect(other.subscribe('notes://other')).rejects.toThrow('Subscription limit reached')
  telling.tell.resourceUpdated('notes://one')
  await expect.poll(() => one.updates, patiently).toEqual(['notes://one'])
  telling.refuse(undefined)
  await other.subscribe('notes://other')
  await expectStreams(telling, [['notes://one', 'notes://other']])
})

it('a server that is back before its streams are is asked until it answers', async () => {
  const first = await openTelling('notes', { listChanged: false })
  const id = await register(test, 'notes', first.url)
  const listener = await connectListener(test, '2025')
  await listener.subscribe('notes://one')
  await first[Symbol.asyncDispose]()
  await expect.poll(() => statusOf(test, id), patiently).toBe('error')
  const second = await openTelling('notes', { listChanged: false, port: first.port })
  second.refuse('broken')
  await expect.poll(() => second.count(), patiently).toBeGreaterThan(1)
  second.refuse(undefined)
  await expectHeard(() => second, 'notes://one', listener)
  await expectStreams(second, [['notes://one']])
})

it('a server that refuses for a while is asked again', async () => {
  const telling = await openTelling('notes')
  const id = await register(test, 'notes', telling.url)
  const listener = await connectListener(test, '2025')
  await listener.subscribe('notes://one')
  const before = telling.count()
  telling.refuse({ code: -32_603, message: 'Subscription limit reached' })
  await telling.endStreams('abruptly')
  await expect.poll(() => telling.count(), patiently).toBeGreaterThan(before + 1)
  telling.refuse(undefined)
  await expectHeard(() => telling, 'notes://one', listener)
  expect(await statusOf(test, id)).toBe('connected')
})

it('who leaves before the server has answered is forgotten', async () => {
  const telling = await openTelling('notes')
  await register(test, 'notes', telling.url)
  const { client, leave } = await connectListener(test, '2025')
  const before = telling.count()
  const release = telling.hold()
  const asking = client.subscribeResource({ uri: 'notes://one' })
  await expect.poll(() => telling.count(), patiently).toBe(before + 1)
  const ended = asking.catch(() => 'ended')
  await leave()
  expect(await ended).toBe('ended')
  release()
  await expect.poll(() => telling.count(), patiently).toBe(before + 2)
  await expectStreams(telling, [[]])
})
