import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bearer, openCallerSession, rafael } from './src/caller-session.ts'
import { callTool } from './src/call-tool.ts'
import { openSessions } from './src/club.ts'
import { makeSignInLink, openConsole, openPage } from './src/console-page.ts'
import { keyboard, mouse } from './src/hands.ts'
import { nameOfSession } from './src/name-of-session.ts'
import { openBrowser } from './src/open-browser.ts'
import { shareGateway } from './src/share-gateway.ts'

const gateway = shareGateway()
let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

function statusWith(key: string): Promise<number> {
  return fetch(`${gateway().url}/api/tools`, { headers: { 'x-api-key': key } }).then(({ status }) => status)
}

function inNavigation(page: Page, name: string) {
  return page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name })
}

test('a link signs in once, and leaves no trace of its code', async () => {
  const link = await makeSignInLink(gateway())
  await using signedIn = await openPage(browser, gateway())
  await signedIn.page.goto(link)
  await signedIn.page.getByRole('heading', { level: 1, name: 'Calls' }).waitFor()
  expect(signedIn.page.url()).not.toContain('code')

  await using other = await openPage(browser, gateway())
  await other.page.goto(link)
  await other.page.getByRole('alert').waitFor()
  expect(other.page.url()).not.toContain('code')
  expect(await other.page.getByText('npx patchbay sign-in', { exact: true }).isVisible()).toBe(true)

  await signedIn.page.getByRole('button', { name: 'Sign out' }).click()
  await signedIn.page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
  expect([...signedIn.errors, ...other.errors]).toEqual([])
})

describe.for([
  { by: 'mouse', handsOf: mouse, order: 0 },
  { by: 'keyboard', handsOf: keyboard, order: 1 },
])('by $by', ({ by, handsOf, order }) => {
  test('a pasted link signs in, and goes to the address that was asked for', async () => {
    await using opened = await openPage(browser, gateway())
    const { page, errors } = opened
    const hands = handsOf(page)
    await page.goto('/connections')
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
    await hands.write(page.getByRole('textbox', { name: 'Sign-in link or code' }), await makeSignInLink(gateway()))
    await hands.activate(page.getByRole('button', { name: 'Sign in', exact: true }))
    await page.getByRole('heading', { level: 1, name: 'Connections' }).waitFor()
    expect(errors).toEqual([])
  })

  test('a key is made, seen once, and revoked', async () => {
    await using opened = await openConsole(browser, gateway())
    const { page, errors } = opened
    const hands = handsOf(page)
    const name = `Front desk, by ${by}`
    await hands.activate(inNavigation(page, 'Connections'))
    await hands.activate(page.getByRole('button', { name: 'New key' }))
    const dialog = page.getByRole('dialog')
    await hands.write(dialog.getByRole('textbox', { name: 'Name' }), name)
    await hands.activate(dialog.getByRole('button', { name: 'Make key' }))
    const key = await dialog.getByRole('textbox', { name: 'Key' }).inputValue()
    expect(await statusWith(key)).toBe(200)
    await hands.activate(dialog.getByRole('button', { name: 'Done' }))

    await page.getByRole('row', { name }).waitFor()
    await page.reload()
    await page.getByRole('row', { name }).waitFor()
    expect(await page.content()).not.toContain(key)

    await hands.activate(page.getByRole('button', { name: `Revoke ${name}` }))
    await hands.activate(dialog.getByRole('button', { name: 'Revoke', exact: true }))
    await expect.poll(() => statusWith(key)).toBe(401)
    await page.getByRole('button', { name: `Revoke ${name}` }).waitFor({ state: 'detached' })
    expect(errors).toEqual([])
  })

  test('a booking is made and cancelled', async () => {
    const afternoons = await openSessions(gateway(), { level: 'beginner', wave_side: 'left' })
    const session = afternoons.filter(({ starts_at }) => starts_at.includes('T16:00')).at(1 + order)
    if (session === undefined) throw new Error('the demonstration has no such session')
    const helenasBookings = async () => {
      const request = { name: 'get_bookings', arguments: { member_id: 12346 }, caller: rafael }
      return JSON.stringify((await callTool(gateway(), request)).data)
    }

    await using opened = await openConsole(browser, gateway())
    const { page, errors } = opened
    const hands = handsOf(page)
    await hands.activate(inNavigation(page, 'Bookings'))
    await page.getByRole('heading', { level: 1, name: 'Bookings' }).waitFor()
    await page.goto(`/bookings?from=${session.starts_at.slice(0, 10)}&sport=surf`)
    await hands.activate(page.getByRole('button', { name: nameOfSession(session.starts_at) }))

    const dialog = page.getByRole('dialog')
    await hands.choose(dialog.getByRole('combobox', { name: 'Caller' }), 'Rafael Silva')
    await hands.choose(dialog.getByRole('combobox', { name: 'Member' }), 'Helena Silva')
    await hands.activate(dialog.getByRole('button', { name: 'Book', exact: true }))
    await dialog.getByRole('heading', { name: 'Book this?' }).waitFor()
    expect(await helenasBookings()).not.toContain(`"session_id":${session.session_id},`)
    await hands.activate(dialog.getByRole('button', { name: 'Confirm booking' }))
    await dialog.getByRole('heading', { name: 'Booked' }).waitFor()
    expect(await helenasBookings()).toContain(`"session_id":${session.session_id},`)
    await hands.activate(dialog.getByRole('button', { name: 'Done' }))

    await hands.activate(page.getByRole('button', { name: nameOfSession(session.starts_at) }))
    await hands.activate(dialog.getByRole('button', { name: 'Cancel booking of Helena Silva' }))
    await hands.activate(dialog.getByRole('button', { name: 'Cancel booking', exact: true }))
    await dialog.getByRole('heading', { name: 'Booking cancelled' }).waitFor()
    expect(await helenasBookings()).not.toContain(`"session_id":${session.session_id},`)
    await hands.activate(dialog.getByRole('button', { name: 'Done' }))
    expect(errors).toEqual([])
  })

  test('a tool call of a real client arrives while it is watched', async () => {
    await using opened = await openConsole(browser, gateway())
    const { page, errors } = opened
    const hands = handsOf(page)
    await page.getByTestId('live-state').filter({ hasText: 'Live', visible: true }).waitFor()
    const feed = page.getByRole('list', { name: 'Tool calls' })
    const toolCall = feed.getByRole('button', { name: 'get_availability on club, succeeded' })
    const shown = await toolCall.count()

    const { session_token } = await openCallerSession(gateway())
    const client = new Client({ name: 'voice agent', version: '1.0.0' })
    const transport = new StreamableHTTPClientTransport(new URL(`${gateway().url}/club`), {
      requestInit: { headers: bearer(session_token) },
    })
    await client.connect(transport)
    await client.callTool({ name: 'get_availability', arguments: { sport: 'tennis' } })
    await client.close()

    await expect.poll(() => toolCall.count()).toBe(shown + 1)
    await hands.activate(toolCall.first())
    await feed.getByText('Arguments').waitFor()
    await feed.getByText('tennis').first().waitFor()
    await feed.getByText('Result', { exact: true }).waitFor()

    const call = page.getByRole('region', { name: 'Calls', exact: true }).getByRole('link', { name: /^Rafael Silva/ })
    await hands.activate(call.first())
    await page.getByRole('heading', { level: 2, name: 'Call from Rafael Silva' }).waitFor()
    const timeline = page.getByRole('list', { name: 'Timeline' })
    await timeline.getByRole('button', { name: 'get_availability on club, succeeded' }).waitFor()
    expect(errors).toEqual([])
  })
})
