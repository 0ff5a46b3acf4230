import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { freePort } from '@patchbay/test-support/free-port'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { openConsole } from './src/console-page.ts'
import { openBrowser } from './src/open-browser.ts'
import { shareGateway } from './src/share-gateway.ts'
import { adminApiKey } from './src/start-gateway.ts'

const gateway = shareGateway()
let browser: Browser
let port: number
let notes: ChildProcess
beforeAll(async () => {
  browser = await openBrowser()
  port = await freePort()
  notes = await startNotes('Reads a note')
})
afterAll(async () => {
  notes?.kill('SIGKILL')
  await browser?.close()
})

async function startNotes(description: string): Promise<ChildProcess> {
  const script = new URL('src/notes-server.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [script, String(port), description], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return child
}

async function post(path: string, body: unknown, key = adminApiKey): Promise<unknown> {
  const response = await fetch(gateway().url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: JSON.stringify(body),
  })
  expect(response.ok).toBe(true)
  return response.json()
}

const inNavigation = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name })

test('a server is added by pasted JSON, tried, lost, found again, and its changed tool reviewed', async () => {
  await using opened = await openConsole(browser, gateway())
  const { page, errors } = opened
  await inNavigation(page, 'Servers').click()
  await page.getByRole('button', { name: 'Add server' }).click()
  const dialog = page.getByRole('dialog')
  const json = { mcpServers: { notes: { type: 'http', url: `http://127.0.0.1:${port}/mcp` } } }
  await dialog.getByRole('textbox', { name: 'Server' }).fill(JSON.stringify(json, null, 2))
  await dialog.getByText('One server: notes').waitFor()
  await dialog.getByRole('button', { name: 'Add' }).click()

  const row = page.getByRole('row', { name: 'notes' })
  await row.getByText('connected', { exact: true }).waitFor()
  await row.getByRole('link', { name: 'notes' }).click()
  await page.getByRole('heading', { level: 1, name: 'notes' }).waitFor()

  await page.getByRole('button', { name: 'Test' }).click()
  await page.getByText('It works: 2 tools').waitFor()
  await page.getByText('Tools listed').waitFor()

  await page.getByRole('button', { name: 'Open get_note' }).click()
  await dialog.getByRole('textbox', { name: 'text' }).fill('milk')
  await dialog.getByRole('button', { name: 'Call get_note' }).click()
  await dialog.getByText('get_note: milk').waitFor()

  notes.kill('SIGKILL')
  await once(notes, 'exit')
  await dialog.getByRole('button', { name: 'Call get_note' }).click()
  await dialog.getByText('is temporarily unavailable').waitFor()
  await page.getByText('notes is down').waitFor()
  await dialog.getByRole('button', { name: 'Close' }).click()
  await page.getByText('not reachable').waitFor()

  notes = await startNotes('Reads a note, and sends it to everybody')
  await page.getByText('notes is back.').waitFor()
  await page.getByText('One tool is new or has changed').waitFor()
  await page.getByRole('button', { name: 'Review get_note' }).click()
  await dialog.getByText('Reads a note, and sends it to everybody').waitFor()
  await dialog.getByRole('button', { name: 'Approve' }).click()
  await page.getByText('“get_note” is approved as it is now.').waitFor()
  expect(await page.getByText('One tool is new or has changed').isVisible()).toBe(false)
  expect(errors).toEqual([])
})

test('a call waits for a yes, and is made; another waits, and is denied', async () => {
  const headers = { 'x-api-key': adminApiKey }
  const list = await fetch(`${gateway().url}/api/mcp/servers`, { headers })
  const [server] = z.array(z.object({ id: z.int(), name: z.string() })).parse(await list.json())
  const agent = z
    .object({ id: z.int() })
    .parse(await post('/api/agents', { name: 'Front desk', servers: [{ serverId: server?.id, tools: null }] }))
  const { key } = z
    .object({ key: z.string() })
    .parse(await post('/api/keys', { name: 'Front desk', scopes: ['tools:call'], agentId: agent.id }))
  const call = (text: string) => post('/api/tools/call', { name: 'write_note', arguments: { text } }, key)

  await using opened = await openConsole(browser, gateway())
  const { page, errors } = opened
  await inNavigation(page, 'Approvals').click()
  await page.getByText('Nothing waits.').waitFor()

  const yes = call('eggs')
  const waiting = page.getByRole('list', { name: 'Waiting' })
  await waiting.getByText('Shall I do this? write note: text eggs').waitFor()
  await page.getByRole('button', { name: 'Approve' }).click()
  expect(await yes).toMatchObject({ content: [{ text: 'write_note: eggs' }] })

  const no = call('flour')
  await waiting.getByText('Shall I do this? write note: text flour').waitFor()
  await page.getByRole('button', { name: 'Deny' }).click()
  expect(await no).toMatchObject({
    isError: true,
    _meta: { 'patchbay/outcome': { status: 'refused', reason: 'denied' } },
  })
  await page.getByRole('table', { name: 'Before' }).getByText('yes, and done').waitFor()
  expect(errors).toEqual([])
})

test('the patch bay shows who has what, and a cord is plugged in', async () => {
  await using opened = await openConsole(browser, gateway(), { viewport: { width: 1280, height: 900 } })
  const { page, errors } = opened
  await inNavigation(page, 'Patch bay').click()
  const bay = page.locator('.react-flow')
  await bay.getByText('Front desk').waitFor()
  await bay.getByText('notes').waitFor()
  const cord = page.getByRole('checkbox', { name: 'Front desk has club' })
  expect(await cord.isChecked()).toBe(false)
  // From the agent's jack to the club's.
  const from = bay.locator('.react-flow__node', { hasText: 'Front desk' }).locator('.react-flow__handle')
  const to = bay.locator('.react-flow__node', { hasText: 'club' }).locator('.react-flow__handle')
  await from.dragTo(to)
  await expect.poll(() => cord.isChecked()).toBe(true)
  await cord.click()
  await expect.poll(() => cord.isChecked()).toBe(false)
  expect(errors).toEqual([])
})
