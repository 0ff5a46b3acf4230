import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { askToBeLetIn } from './src/ask-to-be-let-in.ts'
import { rafael } from './src/caller-session.ts'
import { openConsole } from './src/console-page.ts'
import { keyboard, mouse } from './src/hands.ts'
import { openBrowser } from './src/open-browser.ts'
import { shareGateway } from './src/share-gateway.ts'
import { adminApiKey, mcpApiKey } from './src/start-gateway.ts'
import { voiceboxTools } from './src/voicebox-tools.ts'

const gateway = shareGateway()
let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
  await fetch(`${gateway().url}/api/agents`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': adminApiKey },
    body: JSON.stringify({ name: 'Lobby' }),
  })
})
afterAll(() => browser?.close())

function written(page: Page) {
  return page.getByRole('region', { name: 'Configuration' })
}

const cursorFile = z.object({
  mcpServers: z.record(z.string(), z.object({ url: z.url(), headers: z.record(z.string(), z.string()) })),
})

const startedFile = z.object({
  mcpServers: z.record(
    z.string(),
    z.object({ command: z.string(), args: z.array(z.string()), env: z.record(z.string(), z.string()) }),
  ),
})

/** Connects with what the page wrote for Cursor, the key in the place of its variable. */
async function connectWith(text: string) {
  const [server] = Object.values(
    cursorFile.parse(JSON.parse(text.replace('${env:PATCHBAY_KEY}', mcpApiKey))).mcpServers,
  )
  if (server === undefined) throw new Error('the configuration has no server')
  const client = new Client({ name: 'cursor', version: '1.0.0' })
  const transport = new StreamableHTTPClientTransport(new URL(server.url), { requestInit: { headers: server.headers } })
  await client.connect(transport)
  return { client, [Symbol.asyncDispose]: () => client.close() }
}

test.for([
  { by: 'mouse', handsOf: mouse },
  { by: 'keyboard', handsOf: keyboard },
])('a client is connected by what is copied, by $by', async ({ handsOf }) => {
  await using opened = await openConsole(browser, gateway(), { permissions: ['clipboard-read', 'clipboard-write'] })
  const { page, errors } = opened
  const hands = handsOf(page)
  await page.goto('/connections?with=key')
  await hands.choose(page.getByRole('combobox', { name: 'Client' }), 'Cursor')
  await hands.choose(page.getByRole('combobox', { name: 'What it reaches' }), 'The club')
  await hands.write(page.getByRole('textbox', { name: 'Caller' }), rafael)
  await hands.activate(page.getByRole('button', { name: 'Copy configuration' }))
  await page.getByRole('button', { name: 'Copied' }).waitFor()
  const copied = z.string().parse(await page.evaluate('navigator.clipboard.readText()'))
  expect(copied).toBe(await written(page).textContent())
  expect(copied).not.toContain(mcpApiKey)

  await using connected = await connectWith(copied)
  const result = await connected.client.callTool({ name: 'get_members', arguments: {} })
  expect(JSON.stringify(result.structuredContent)).toContain('Helena Silva')
  expect(errors).toEqual([])
})

test('an editor starts the command that is copied, and has the voicebox of the gateway that runs', async () => {
  await using opened = await openConsole(browser, gateway())
  const { page, errors } = opened
  await page.goto('/connections?client=cursor&endpoint=voicebox')
  await page.getByText('Local program').click()
  await written(page).getByText('mcp-server').waitFor()
  const { mcpServers } = startedFile.parse(JSON.parse((await written(page).textContent()) ?? ''))
  const client = new Client({ name: 'cursor', version: '1.0.0' })
  const [server] = Object.values(mcpServers)
  if (server === undefined) throw new Error('the configuration has no server')
  const transport = new StdioClientTransport({ ...server, stderr: 'ignore' })
  await client.connect(transport)
  const { tools } = await client.listTools()
  expect(tools.map(({ name }) => name).toSorted()).toEqual(voiceboxTools.toSorted())
  await client.close()
  // An agent has no command, and neither has a client elsewhere.
  for (const search of ['client=cursor&endpoint=agent:lobby', 'client=livekit&endpoint=voicebox']) {
    await page.goto(`/connections?with=stdio&${search}`)
    await written(page).getByText('http').waitFor()
    expect(await page.getByText('Local program').count()).toBe(0)
  }
  expect(errors).toEqual([])
})

test('the address holds what was chosen', async () => {
  await using opened = await openConsole(browser, gateway())
  const { page, errors } = opened
  await page.goto('/connections?client=livekit&endpoint=agent:lobby')
  await written(page).getByText('/agents/lobby/mcp').waitFor()
  expect(await page.getByRole('combobox', { name: 'Client' }).inputValue()).toBe('LiveKit Agents')
  expect(await page.getByRole('combobox', { name: 'What it reaches' }).inputValue()).toBe('Agent: Lobby')
  await page.goto('/connections?client=telephone&endpoint=nowhere')
  await written(page).getByText('claude mcp add').waitFor()
  expect(errors).toEqual([])
})

test('OpenAI is said not to reach an address of this machine, and nothing but a number gets into a header', async () => {
  await using opened = await openConsole(browser, gateway())
  const { page, errors } = opened
  await page.goto('/connections?client=openai-realtime&endpoint=club')
  await page.getByRole('alert').filter({ hasText: 'PUBLIC_URL' }).waitFor()
  await page.getByRole('textbox', { name: 'Caller' }).fill('1" --evil')
  await page.getByText('Write a phone number with its country code').waitFor()
  expect(await written(page).textContent()).not.toContain('evil')
  expect(errors).toEqual([])
})

function lobbyStatusWith(token: string): Promise<number> {
  return fetch(`${gateway().url}/agents/lobby/mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  }).then(({ status }) => status)
}

test('a client that speaks OAuth is told nothing of a key where the endpoint takes a sign-in', async () => {
  await using opened = await openConsole(browser, gateway())
  const { page, errors } = opened
  await page.goto('/connections?client=cursor&endpoint=agent:lobby')
  await page.getByText('Cursor signs in by itself').waitFor()
  expect(await written(page).textContent()).not.toContain('Authorization')
  await page.getByText('API key', { exact: true }).click()
  await written(page).getByText('Bearer ${env:PATCHBAY_KEY}').waitFor()
  // The club is opened by a caller's session or a key alone.
  await page.goto('/connections?client=cursor&endpoint=club')
  await written(page).getByText('Bearer ${env:PATCHBAY_KEY}').waitFor()
  expect(await page.getByText('Sign-in', { exact: true }).count()).toBe(0)
  expect(errors).toEqual([])
})

test('a client that signed in is listed with what it may do, and disconnected at once', async () => {
  const asking = await askToBeLetIn(gateway(), 'Reading lamp', '/agents/lobby/mcp')
  await using opened = await openConsole(browser, gateway())
  const { page, errors } = opened
  await page.goto(asking.authorize)
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.getByRole('heading', { level: 1, name: 'Connected' }).waitFor()
  const token = await asking.exchange(await page.getByRole('textbox', { name: 'Code' }).inputValue())
  expect(await lobbyStatusWith(token)).toBe(200)

  await page.goto('/connections')
  const listed = page
    .getByRole('list', { name: 'Signed-in clients' })
    .getByRole('listitem')
    .filter({ hasText: 'Reading lamp' })
  await listed.getByText('/agents/lobby/mcp').waitFor()
  await listed.getByText('tools:call').waitFor()
  await page.getByRole('button', { name: 'Disconnect Reading lamp' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('What stops').waitFor()
  await dialog.getByText('tools:call').waitFor()
  await dialog.getByRole('button', { name: 'Disconnect', exact: true }).click()
  await listed.waitFor({ state: 'detached' })
  expect(await lobbyStatusWith(token)).toBe(401)
  expect(errors).toEqual([])
})
