import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestGateway, type TestGateway } from '../../test/open-test-gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  const env = {
    DEMO: '0',
    RATE_REGISTRATIONS_PER_MINUTE: '3',
    RATE_AUTHORIZATIONS_PER_MINUTE: '3',
    RATE_TOKENS_PER_MINUTE: '3',
    TRUSTED_PROXIES: '127.0.0.0/8',
  }
  gateway = await openTestGateway({ env })
})
afterAll(() => gateway?.[Symbol.asyncDispose]())

function ask(path: string, address: string): Promise<Response> {
  const init = /authorize/i.test(path) ? {} : { method: 'POST', body: new URLSearchParams({ x: '1' }) }
  return fetch(`${gateway.url}/api/v1/mcp-oauth${path}`, { ...init, headers: { 'x-forwarded-for': address } })
}

describe.for(['register', 'authorize', 'token'])('/%s', (name) => {
  it('takes a limited number of requests from one address in a minute, refused ones and other spellings included', async () => {
    const answers: Response[] = []
    for (const path of [`/${name}`, `/${name}/`, `/${name.toUpperCase()}?x=1`, `/${name}/?x=1`])
      answers.push(await ask(path, '192.0.2.1'))
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 429])
    const last = answers.at(-1)
    expect(await last?.json()).toMatchObject({ error: 'temporarily_unavailable' })
    const waitS = Number(last?.headers.get('retry-after'))
    expect(waitS).toBeGreaterThanOrEqual(1)
    expect(waitS).toBeLessThanOrEqual(60)
  })

  it('answers another address meanwhile', async () => {
    expect((await ask(`/${name}`, '192.0.2.1')).status).toBe(429)
    expect((await ask(`/${name}`, '192.0.2.2')).status).toBe(400)
  })

  it('is not found by an encoded spelling, which would not be counted', async () => {
    const encoded = `/${name.slice(0, -1)}%${name.charCodeAt(name.length - 1).toString(16)}`
    expect((await ask(encoded, '192.0.2.3')).status).toBe(404)
  })
})
