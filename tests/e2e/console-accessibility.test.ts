import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askToBeLetIn } from './src/ask-to-be-let-in.ts'
import { openCallerSession } from './src/caller-session.ts'
import { callTool } from './src/call-tool.ts'
import { openConsole, openPage, type ConsolePage } from './src/console-page.ts'
import { letIn } from './src/let-in.ts'
import { openBrowser } from './src/open-browser.ts'
import { shareGateway } from './src/share-gateway.ts'
import { adminApiKey } from './src/start-gateway.ts'

const gateway = shareGateway()
let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
  // Something to look at: a call with tool calls that ended well and badly.
  const { session_token: token } = await openCallerSession(gateway())
  await callTool(gateway(), { name: 'get_availability', arguments: { sport: 'surf' }, token })
  await callTool(gateway(), { name: 'cancel_booking', arguments: { booking_id: 999_999 }, token })
  const headers = { 'content-type': 'application/json', 'x-api-key': adminApiKey }
  for (const [path, body] of [
    ['/api/agents', { name: 'Front desk' }],
    ['/api/mcp/servers', { name: 'Nowhere', url: 'http://127.0.0.1:9/mcp' }],
  ] as const) {
    await fetch(gateway().url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  }
  // A client with a long name, for which there has to be room.
  const { authorize } = await askToBeLetIn(gateway(), 'The reading lamp of the library on the second floor', '/mcp')
  await letIn(gateway(), `http://localhost:${gateway().port}${authorize}`)
})
afterAll(() => browser?.close())

/** What axe-core calls serious or critical, each with the places where it is. */
async function seriousViolations(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => ({ id, places: nodes.map(({ target, failureSummary }) => ({ target, failureSummary })) }))
}

/** Calls on Talk, and asks for something that a tool is used for. */
async function talk(page: Page) {
  await page.goto('/talk')
  await page.getByRole('button', { name: 'Call', exact: true }).click()
  await page.getByRole('textbox', { name: 'Message' }).fill('What tennis is there tomorrow?')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByRole('list', { name: 'Conversation' }).locator('[data-speaker=agent]').waitFor()
}

const headed = (path: string, name: string) => ({
  name,
  async open(page: Page) {
    await page.goto(path)
    await page.getByRole('heading', { level: 1, name }).waitFor()
  },
})

const pages: { name: string; open: (page: Page) => Promise<void> }[] = [
  {
    name: 'Patch bay',
    async open(page) {
      await page.goto('/patch-bay')
      await page.getByRole('checkbox', { name: 'Front desk has club' }).waitFor()
    },
  },
  {
    name: 'Servers, with one added by a dialog',
    async open(page) {
      await page.goto('/servers')
      await page.getByRole('row', { name: 'Nowhere' }).waitFor()
      await page.getByRole('button', { name: 'Add server' }).click()
      await page.getByRole('dialog').getByRole('textbox', { name: 'Server' }).waitFor()
    },
  },
  {
    name: 'Agents, one of them edited',
    async open(page) {
      await page.goto('/agents')
      await page.getByRole('button', { name: 'Edit Front desk' }).click()
      await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).waitFor()
    },
  },
  headed('/approvals', 'Approvals'),
  headed('/status', 'Status'),
  headed('/audit', 'Audit'),
  {
    name: 'Talk',
    async open(page) {
      await page.goto('/talk')
      await page.getByRole('combobox', { name: 'Number' }).waitFor()
    },
  },
  {
    name: 'Talk, in a call',
    async open(page) {
      await talk(page)
      await page.getByRole('button', { name: 'get_availability on club, succeeded' }).click()
      await page.getByText('Arguments').waitFor()
    },
  },
  {
    name: 'Talk, with the call over',
    async open(page) {
      await talk(page)
      await page.getByRole('button', { name: 'Hang up' }).click()
      await page.getByRole('heading', { level: 2, name: 'Call ended' }).waitFor()
    },
  },
  {
    name: 'Calls',
    async open(page) {
      await page.goto('/calls')
      await page
        .getByRole('link', { name: /^Rafael Silva/ })
        .first()
        .waitFor()
    },
  },
  {
    name: 'the tool calls, one of them open',
    async open(page) {
      await page.goto('/calls?show=tool-calls')
      await page.getByRole('button', { name: 'get_availability on club, succeeded' }).first().click()
      await page.getByText('Arguments').waitFor()
    },
  },
  {
    name: 'a call',
    async open(page) {
      await page.goto('/calls')
      await page
        .getByRole('link', { name: /^Rafael Silva/ })
        .first()
        .click()
      await page.getByRole('list', { name: 'Timeline' }).waitFor()
    },
  },
  {
    name: 'Bookings',
    async open(page) {
      await page.goto('/bookings')
      await page
        .getByRole('button', { name: /^Surf, / })
        .first()
        .waitFor()
    },
  },
  {
    name: 'a session',
    async open(page) {
      await page.goto('/bookings')
      await page
        .getByRole('button', { name: /^Surf, / })
        .last()
        .click()
      await page.getByRole('dialog').getByRole('combobox', { name: 'Caller' }).waitFor()
    },
  },
  {
    name: 'Library, with something found',
    async open(page) {
      // A name that is heard from the first page on, wherever the reader is.
      await page.goto('/library?q=Marit')
      await page.getByRole('region', { name: 'Search results' }).getByRole('link').first().waitFor()
    },
  },
  {
    name: 'a book, with an answer and its text',
    async open(page) {
      await page.goto('/library')
      await page.getByRole('link', { name: 'The Quiet Bell of Corrow', exact: true }).click()
      await page.getByRole('textbox', { name: 'Question' }).fill('Who rings the bell?')
      await page.getByRole('button', { name: 'Ask' }).click()
      await page.getByRole('region', { name: 'Answer' }).waitFor()
      await page.getByRole('textbox', { name: 'Your place' }).fill('0:01:40')
      await page.getByRole('button', { name: 'Move' }).click()
      await page.getByText('lies ahead of you').waitFor()
    },
  },
  {
    name: 'Voices, with a clip',
    async open(page) {
      await page.goto('/voices')
      await page.getByRole('textbox', { name: 'Text' }).fill('Your court is booked.')
      await page.getByRole('button', { name: 'Speak', exact: true }).click()
      await page.getByRole('list', { name: 'Clips' }).getByRole('listitem').first().waitFor()
      await page.getByText('Spoken by').waitFor()
      await page.locator('button[type=submit][aria-busy=false]').waitFor()
    },
  },
  {
    name: 'Connections',
    async open(page) {
      await page.goto('/connections')
      await page.getByText('Set in the environment').filter({ visible: true }).first().waitFor()
    },
  },
  {
    name: 'Connections, with a client that signed in and the dialog that ends it',
    async open(page) {
      await page.goto('/connections')
      const clients = page.getByRole('list', { name: 'Signed-in clients' })
      await clients.getByRole('listitem').filter({ hasText: 'The reading lamp' }).waitFor()
      // Seen first without the dialog, which hides what is behind it.
      expect(await seriousViolations(page)).toEqual([])
      await page.getByRole('button', { name: /^Disconnect The reading lamp/ }).click()
      await page.getByRole('dialog').getByText('What stops').waitFor()
    },
  },
  {
    name: 'Connections, with a configuration that warns',
    async open(page) {
      await page.goto('/connections?client=openai-realtime&endpoint=club')
      await page.getByRole('textbox', { name: 'Caller' }).waitFor()
      await page.getByRole('alert').waitFor()
    },
  },
  {
    name: 'People',
    async open(page) {
      await page.goto('/people')
      await page.getByRole('row', { name: 'Owner' }).first().waitFor()
      await page.getByRole('textbox', { name: 'New password' }).waitFor()
    },
  },
  {
    name: 'somebody invited',
    async open(page) {
      await page.goto('/people')
      await page.getByRole('button', { name: 'Invite' }).click()
      await page.getByRole('dialog').getByRole('textbox', { name: 'For whom' }).waitFor()
    },
  },
  {
    name: 'an invitation that is not whole',
    async open(page) {
      await page.goto('/invitation')
      await page.getByRole('alert').waitFor()
    },
  },
  {
    name: 'a new key',
    async open(page) {
      await page.goto('/connections')
      await page.getByRole('button', { name: 'New key' }).click()
      await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).waitFor()
    },
  },
  {
    name: 'an address that is not there',
    async open(page) {
      await page.goto('/nowhere')
      await page.getByRole('heading', { level: 1, name: 'No such page' }).waitFor()
    },
  },
]

describe.for([
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 1280 },
  { colorScheme: 'light', width: 390 },
  { colorScheme: 'dark', width: 390 },
] as const)('in $colorScheme at $width px', ({ colorScheme, width }) => {
  // Without motion nothing is half faded in when it is looked at.
  const options = { colorScheme, viewport: { width, height: 844 }, reducedMotion: 'reduce' } as const

  test('Sign in has no serious fault', async () => {
    await using signedOut = await openPage(browser, gateway(), options)
    await signedOut.page.goto('/sign-in')
    await signedOut.page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
    expect(await seriousViolations(signedOut.page)).toEqual([])
  })

  let opened: ConsolePage
  beforeAll(async () => {
    opened = await openConsole(browser, gateway(), options)
  })
  afterAll(() => opened?.[Symbol.asyncDispose]())

  test.for(pages)('$name has no serious fault, and fits the width', async ({ open }) => {
    await open(opened.page)
    expect(await seriousViolations(opened.page)).toEqual([])
    expect(await opened.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
    expect(opened.errors).toEqual([])
  })
})
