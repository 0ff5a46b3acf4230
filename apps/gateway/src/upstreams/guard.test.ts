import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fetch } from 'undici'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createGuard } from './guard.ts'

describe('the guarded agent', () => {
  let server: Server
  let port: number
  let asked = 0
  beforeAll(async () => {
    server = createServer((req, res) => {
      asked += 1
      if (req.url === '/away') res.writeHead(302, { location: `http://localhost:${port}/` }).end()
      else res.end('here')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    // An address object: it listens on a port.
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => server.close())

  const reach = async (allow: string[], host: string, path = '/') => {
    const { agent } = createGuard(allow)
    try {
      const response = await fetch(`http://${host}:${port}${path}`, { dispatcher: agent })
      return await response.text()
    } catch (error) {
      const { cause } = error as { cause?: { code?: string } } // undici's fetch puts the reason there.
      return cause?.code
    } finally {
      await agent.close()
    }
  }

  it.each([
    '127.0.0.1',
    'localhost',
    '2130706433',
    '0x7f.1',
    '[::ffff:127.0.0.1]',
    '[::1]',
    '0.0.0.0',
    '169.254.169.254',
    '10.0.0.1',
    '100.64.0.1',
    '[64:ff9b::7f00:1]',
    '[fd00::1]',
  ])('blocks %s, and asks nothing of it', async (host) => {
    expect(await reach([], host)).toBe('ADDRESS_BLOCKED')
    expect(asked).toBe(0)
  })

  it('lets through what is allowed, and nothing beside it', async () => {
    expect(await reach(['127.0.0.0/8'], '127.0.0.1')).toBe('here')
    expect(await reach(['127.0.0.1'], '2130706433')).toBe('here')
    expect(await reach(['10.0.0.0/8', '::1'], '127.0.0.1')).toBe('ADDRESS_BLOCKED')
  })

  it('follows a redirect through the same guard', async () => {
    expect(await reach(['127.0.0.0/8', '::1/128'], '127.0.0.1', '/away')).toBe('here')
  })
})
