import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { createOAuthBrowser } from '../../../test/oauth-browser.ts'
import { openTestGateway } from '../../../test/open-test-gateway.ts'

/** A server on loopback that counts who connects. */
async function countConnections() {
  let connections = 0
  const server = createServer((_req, res) => res.end('{}'))
  server.on('connection', () => (connections += 1))
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  // It listens on a port.
  const { port } = server.address() as AddressInfo
  return {
    port,
    count: () => connections,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

it('reads no client document where the guard lets nobody go', async () => {
  await using inside = await countConnections()
  await using strict = await openTestGateway({ env: { UPSTREAM_ALLOW: '' } })
  const client = {
    client_id: `https://127.0.0.1:${inside.port}/client.json`,
    redirect_uris: ['http://localhost:8000/callback'],
  }
  const { answer } = await createOAuthBrowser(strict).authorize(client)
  expect(answer.status).toBe(400)
  expect(answer.headers.get('location')).toBeNull()
  expect(inside.count()).toBe(0)

  // Where its range is allowed it is reached, and does not speak TLS.
  await using open = await openTestGateway({ env: { UPSTREAM_ALLOW: '127.0.0.0/8' } })
  const tried = await createOAuthBrowser(open).authorize(client)
  expect(tried.answer.status).toBe(400)
  expect(inside.count()).toBeGreaterThan(0)
})
