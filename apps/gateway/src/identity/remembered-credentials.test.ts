import type { Principal } from '@patchbay/contract'
import { expect, test } from 'vitest'
import { createMemoryBus } from '../bus/memory.ts'
import { createRememberedCredentials } from './remembered-credentials.ts'

const principal: Principal = {
  kind: 'user',
  userId: 1,
  name: 'A key',
  scopes: ['tools:call'],
  proof: 'api_key',
  credentialId: 'key:7',
}

function open(rememberMs: number) {
  const bus = createMemoryBus()
  const credentials = createRememberedCredentials<{ principal: Principal }>(bus, rememberMs)
  let looks = 0
  return {
    bus,
    looks: () => looks,
    find: (meanwhile?: () => void) =>
      credentials.find('hash', async () => {
        looks += 1
        meanwhile?.()
        return { principal }
      }),
    [Symbol.dispose]: () => credentials[Symbol.dispose](),
  }
}

test('what was looked up is not looked up again, until it has ended', async () => {
  using opened = open(60_000)
  await opened.find()
  await opened.find()
  expect(opened.looks()).toBe(1)
  opened.bus.publish('credential.ended', { credentialId: 'key:8', reason: 'revoked' })
  await opened.find()
  expect(opened.looks()).toBe(1)
  opened.bus.publish('credential.ended', { credentialId: 'key:7', reason: 'revoked' })
  await opened.find()
  expect(opened.looks()).toBe(2)
})

test('what is in constant use is looked up again all the same', async () => {
  using opened = open(20)
  await opened.find()
  await expect
    .poll(
      async () => {
        await opened.find()
        return opened.looks()
      },
      { interval: 1 },
    )
    .toBeGreaterThan(1)
})

test('what ended while it was read is not remembered', async () => {
  using opened = open(60_000)
  await opened.find(() => opened.bus.publish('credential.ended', { credentialId: 'key:7', reason: 'revoked' }))
  await opened.find()
  expect(opened.looks()).toBe(2)
})

test('nothing is remembered where the store is asked each time', async () => {
  using opened = open(0)
  await opened.find()
  await opened.find()
  expect(opened.looks()).toBe(2)
})
