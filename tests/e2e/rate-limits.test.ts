import { expect, test } from 'vitest'
import { askForSession, openCallerSession, rafael } from './src/caller-session.ts'
import { callTool, postToolCall } from './src/call-tool.ts'
import { startGateway } from './src/start-gateway.ts'

async function expectRateLimited(response: Response) {
  expect(response.status).toBe(429)
  expect(await response.json()).toEqual({ error: expect.any(String), code: 'RATE_LIMITED' })
  const seconds = Number(response.headers.get('retry-after'))
  expect(seconds).toBeGreaterThanOrEqual(1)
  expect(seconds).toBeLessThanOrEqual(60)
}

test('the eleventh session of an address in a minute is refused, and refused tries count', async () => {
  await using gateway = await startGateway()
  for (let asked = 0; asked < 5; asked += 1) {
    expect((await askForSession(gateway, { caller_id: rafael })).status).toBe(200)
    expect((await askForSession(gateway, { caller_id: rafael }, 'wrong')).status).toBe(401)
  }
  await expectRateLimited(await askForSession(gateway, { caller_id: rafael }))
  await expectRateLimited(await askForSession(gateway, {}, 'wrong'))
})

test('the sixty-first message of a session in a minute is refused, and another session goes on', async () => {
  await using gateway = await startGateway()
  const first = await openCallerSession(gateway)
  const second = await openCallerSession(gateway)
  const request = { name: 'get_members', token: first.session_token }
  for (let sent = 0; sent < 60; sent += 1) expect((await callTool(gateway, request)).isError).toBe(false)
  await expectRateLimited(await postToolCall(gateway, request))
  expect((await callTool(gateway, { ...request, token: second.session_token })).isError).toBe(false)
})
