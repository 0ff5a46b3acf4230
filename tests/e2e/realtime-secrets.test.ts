import { agent, answeringAgents, callDetail, offeredServers, type ClientSecret } from '@patchbay/contract'
import type { McpTool } from '@patchbay/realtime'
import { beforeAll, describe, expect, test } from 'vitest'
import { makeApiKey, revokeApiKey } from './src/api-key.ts'
import { bearer, rafael } from './src/caller-session.ts'
import { askForSecret, makeSecret } from './src/client-secret.ts'
import { openCountingServer } from './src/counting-server.ts'
import { getJson } from './src/get-json.ts'
import { hostedClub } from './src/hosted-club.ts'
import { openRealtime, refusal } from './src/realtime-client.ts'
import { shareGateway } from './src/share-gateway.ts'
import { adminApiKey, mcpApiKey } from './src/start-gateway.ts'

/** How every route under /v1 says what is wrong, as OpenAI's do. */
const openAiError = {
  error: {
    message: expect.stringMatching(/\w+ \w+/),
    type: expect.stringMatching(/_error$/),
    code: expect.any(String),
  },
}
const text = { output_modalities: ['text' as const] }

describe('an ephemeral key', () => {
  const gateway = shareGateway()
  let shortLived: ClientSecret
  beforeAll(async () => {
    shortLived = await makeSecret(gateway(), { expires_after: { anchor: 'created_at', seconds: 10 } })
  })

  test('opens one session, set up as it was asked for, and no second one', async () => {
    const before = Math.floor(Date.now() / 1000)
    const session = { type: 'realtime', instructions: 'You keep a car park.', ...text }
    const secret = await makeSecret(gateway(), { session })
    expect(secret.value).toMatch(/^ek_[\w-]{32,}$/)
    expect(secret.expires_at).toBeGreaterThanOrEqual(before + 60)
    expect(secret.expires_at).toBeLessThanOrEqual(before + 70)
    expect(secret).toMatchObject({ session })
    expect(secret).not.toHaveProperty('call_id')

    await using client = await openRealtime(gateway(), { key: secret.value, bySubprotocol: true })
    expect(await client.find('session.created')).toMatchObject({ session })
    expect((await client.say('Hello!')).text).toMatch(/help/)

    for (const bySubprotocol of [true, false]) {
      expect(await refusal(gateway(), { key: secret.value, bySubprotocol })).toMatchObject({
        status: 401,
        body: openAiError,
      })
    }
  })

  test('that several connections use at once opens one of them', async () => {
    const { value: key } = await makeSecret(gateway())
    const tries = await Promise.allSettled([1, 2, 3, 4].map(() => openRealtime(gateway(), { key })))
    const opened = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    await Promise.all(opened.map((client) => client[Symbol.asyncDispose]()))
    expect(opened).toHaveLength(1)
  })

  test('for a caller is a call of that caller, with their tools and without a credential', async () => {
    const secret = await makeSecret(gateway(), { session: text, caller_id: '(11) 99999-9999' })
    await using client = await openRealtime(gateway(), { key: secret.value, bySubprotocol: true })
    const { text: said } = await client.say('Who are my members?')
    expect(said).toMatch(/Rafael.*Helena/)
    const record = async () => callDetail.parse(await getJson(gateway(), `/api/calls/${secret.call_id}`))
    expect(await record()).toMatchObject({
      channel: 'page',
      callerPhone: rafael,
      callerName: 'Rafael Silva',
      endedAt: null,
    })

    await client[Symbol.asyncDispose]()
    await expect.poll(record).toMatchObject({
      endReason: 'hang_up',
      turns: [
        { speaker: 'person', text: 'Who are my members?', interrupted: false },
        { speaker: 'agent', text: said, interrupted: false },
      ],
      toolCalls: [{ server: 'club', tool: 'get_members', status: 'succeeded', callerPhone: rafael }],
    })
  })

  test('for an agent has its tools and instructions, and is a call of the user', async () => {
    const ask = async (path: string) => getJson(gateway(), path)
    expect(await ask('/api/realtime/agents')).toMatchObject({
      agents: [
        { slug: 'club', name: 'Beyond The Club', caller: 'required' },
        { slug: 'library', name: 'Storytime', caller: 'none' },
      ],
    })
    const secret = await makeSecret(gateway(), { session: text, agent: 'library' })
    await using client = await openRealtime(gateway(), { key: secret.value, bySubprotocol: true })
    expect(await client.find('session.created')).toMatchObject({
      session: { instructions: expect.stringContaining('audiobooks'), tools: [{ server_label: 'library' }] },
    })
    const { text: said } = await client.say('At what time did the ship clock on the wall stop?')
    expect(said).toMatch(/chapter 1, .*twenty to six/)
    expect(callDetail.parse(await ask(`/api/calls/${secret.call_id}`))).toMatchObject({
      channel: 'page',
      callerPhone: null,
      toolCalls: [
        { server: 'library', tool: 'search_library', status: 'succeeded' },
        { server: 'library', tool: 'ask_job_question', status: 'succeeded' },
      ],
    })
  })

  test('for an agent that the user made has that agent’s tools alone', async () => {
    const { servers } = offeredServers.parse(await getJson(gateway(), '/api/agents/offers'))
    const serverId = servers.find(({ name }) => name === 'library')?.id
    const made = await fetch(`${gateway().url}/api/agents`, {
      method: 'POST',
      headers: { 'x-api-key': adminApiKey, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Search desk', servers: [{ serverId, tools: ['search_library'] }] }),
    })
    const { slug } = agent.parse(await made.json())
    const listed = answeringAgents.parse(await getJson(gateway(), '/api/realtime/agents'))
    expect(listed.agents.at(-1)).toEqual({ slug, name: 'Search desk', about: null, caller: 'optional' })
    const { value: key } = await makeSecret(gateway(), { session: text, agent: slug })
    await using client = await openRealtime(gateway(), { key })
    const { text: said } = await client.say('What can you do?')
    expect(said).toMatch(/search library/)
    expect(said).not.toMatch(/opening lecture|progress/)
    const unknown = await askForSecret(gateway(), { agent: 'nobody' })
    expect({ status: unknown.status, body: await unknown.json() }).toMatchObject({ status: 404, body: openAiError })
  })

  test('is worth as much as the key that made it: once that is revoked, nothing', async () => {
    const apiKey = await makeApiKey(gateway(), ['realtime'])
    const { value: used } = await makeSecret(gateway(), {}, apiKey.key)
    const { value: waiting } = await makeSecret(gateway(), {}, apiKey.key)
    await using client = await openRealtime(gateway(), { key: used })
    await revokeApiKey(gateway(), apiKey)
    expect(await client.closed).toMatchObject({ reason: expect.stringMatching(/./) })
    expect(await refusal(gateway(), { key: waiting })).toMatchObject({ status: 401, body: openAiError })
  })

  test.for([
    { what: 'no key', key: null, status: 401 },
    { what: 'a wrong key', key: 'not-a-key-of-this-gateway', status: 401 },
    { what: 'an ephemeral key', key: 'ek_not-a-key-of-this-gateway', status: 401 },
  ])('is not given for $what', async ({ key, status }) => {
    const response = await askForSecret(gateway(), {}, key)
    expect({ status: response.status, body: await response.json() }).toMatchObject({ status, body: openAiError })
  })

  test.for([
    { what: 'too short a life', body: { expires_after: { anchor: 'created_at', seconds: 9 } } },
    { what: 'too long a life', body: { expires_after: { anchor: 'created_at', seconds: 7201 } } },
    { what: 'a session that cannot be', body: { session: { type: 'realtime', output_modalities: ['smell'] } } },
    { what: 'a number that cannot be', body: { caller_id: '99999999' } },
    { what: 'an agent that needs a caller and has none', body: { agent: 'club' } },
  ])('is not given for $what', async ({ body }) => {
    const response = await askForSecret(gateway(), body)
    expect({ status: response.status, body: await response.json() }).toMatchObject({ status: 400, body: openAiError })
  })

  test('needs the scope, and the scope to act for callers where it names one', async () => {
    const without = await makeApiKey(gateway(), ['tools:call'])
    const refused = await askForSecret(gateway(), {}, without.key)
    expect({ status: refused.status, body: await refused.json() }).toMatchObject({ status: 403, body: openAiError })

    const only = await makeApiKey(gateway(), ['realtime'])
    const named = await askForSecret(gateway(), { caller_id: rafael }, only.key)
    expect({ status: named.status, body: await named.json() }).toMatchObject({ status: 403, body: openAiError })
  })

  // Last, because it has had the time of all others to grow old.
  test('opens nothing when it is too old', async () => {
    // The second in which it ends is rounded down.
    const isOver = () => Date.now() / 1000 > shortLived.expires_at + 1
    await expect.poll(isOver, { timeout: 15_000, interval: 100 }).toBe(true)
    expect(await refusal(gateway(), { key: shortLived.value })).toMatchObject({ status: 401, body: openAiError })
  })
})

describe('a session', () => {
  const gateway = shareGateway()

  test.for([
    { named: 'in a header', bySubprotocol: false },
    { named: 'by a subprotocol', bySubprotocol: true },
  ])('is refused to a wrong key and to one without the scope, $named', async ({ bySubprotocol }) => {
    const wrong = await refusal(gateway(), { key: 'not-a-key-of-this-gateway', bySubprotocol })
    expect(wrong).toMatchObject({ status: 401, body: openAiError })
    const { key } = await makeApiKey(gateway(), ['tools:call'])
    expect(await refusal(gateway(), { key, bySubprotocol })).toMatchObject({ status: 403, body: openAiError })
  })

  test.for([
    { what: 'an address that is not there', path: '/v1/models', headers: {}, status: 404 },
    { what: 'a page of another origin', path: '/v1/models', headers: { origin: 'https://other.example' }, status: 403 },
  ])('and $what, under /v1 too, get errors of one form', async ({ path, headers, status }) => {
    const response = await fetch(`${gateway().url}${path}`, { headers: { ...headers, ...bearer(mcpApiKey) } })
    expect({ status: response.status, body: await response.json() }).toMatchObject({ status, body: openAiError })
  })

  test('never says a credential', async () => {
    const { value: key } = await makeSecret(gateway(), { session: text })
    const unreachable: McpTool = {
      type: 'mcp',
      server_label: 'elsewhere',
      server_url: 'http://127.0.0.1:9/mcp',
      authorization: 'the-authorization-of-the-tests',
      headers: { 'x-token': 'the-header-of-the-tests' },
    }
    await using client = await openRealtime(gateway(), {
      key,
      session: { type: 'realtime', tools: [hostedClub(gateway()), unreachable] },
    })
    await client.find('mcp_list_tools.completed')
    const { item_id } = await client.find('mcp_list_tools.failed')
    client.send({ type: 'conversation.item.retrieve', item_id })
    await client.find('conversation.item.retrieved')
    expect((await client.say('Who are my members?')).text).toMatch(/Helena/)

    const told = JSON.stringify(client.events) + gateway().output()
    for (const secret of [key, mcpApiKey, adminApiKey, 'the-authorization-of-the-tests', 'the-header-of-the-tests']) {
      expect(told).not.toContain(secret)
    }
  })

  test('reaches a server of this machine where the gateway itself is not exposed', async () => {
    await using server = await openCountingServer()
    await using client = await openRealtime(gateway(), {
      session: { type: 'realtime', tools: [toolsAt(`http://127.0.0.1:${server.port}/mcp`)] },
    })
    await client.find('mcp_list_tools.failed')
    expect(server.connections()).toBeGreaterThan(0)
  })
})

describe('where no private address may be reached', () => {
  const gateway = shareGateway({ env: { UPSTREAM_ALLOW: '' } })

  test.for(['127.0.0.1', 'localhost', '2130706433', '[::ffff:127.0.0.1]'])(
    'a session does not contact %s',
    async (host) => {
      await using server = await openCountingServer()
      const tools = [toolsAt(`http://${host}:${server.port}/mcp`)]
      await using client = await openRealtime(gateway(), { session: { type: 'realtime', ...text, tools } })
      const { item_id } = await client.find('mcp_list_tools.failed')
      const listed = await client.find('conversation.item.done', ({ item }) => item.id === item_id)
      expect(listed.item).toMatchObject({ type: 'mcp_list_tools', server_label: 'elsewhere', tools: [] })
      expect((await client.say('Hello!')).text).toMatch(/help/)
      expect(server.connections()).toBe(0)
    },
  )

  test('stopping tells every session why it ends', async () => {
    await using client = await openRealtime(gateway())
    expect(await gateway().stop()).toMatchObject({ code: 0, stderr: '' })
    expect(await client.closed).toMatchObject({ code: 1001, reason: expect.stringMatching(/stop/) })
  })
})

function toolsAt(url: string): McpTool {
  return { type: 'mcp', server_label: 'elsewhere', server_url: url, require_approval: 'never' }
}
