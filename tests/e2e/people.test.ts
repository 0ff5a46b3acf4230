import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openConsole, openPage } from './src/console-page.ts'
import { keyboard, mouse } from './src/hands.ts'
import { openBrowser } from './src/open-browser.ts'
import { shareGateway } from './src/share-gateway.ts'

const PASSWORD = 'a long enough password'

const gateway = shareGateway({ env: { RATE_SIGN_INS_PER_MINUTE: '1000' } })
let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

const calls = (page: Page) => page.getByRole('heading', { level: 1, name: 'Calls' })
const signInPage = (page: Page) => page.getByRole('heading', { level: 1, name: 'Sign in' })

test.for([
  { by: 'mouse', handsOf: mouse, name: 'Ana' },
  { by: 'keyboard', handsOf: keyboard, name: 'Bia' },
])('somebody is invited, comes in, comes back by password, and is deleted, by $by', async ({ handsOf, name }) => {
  await using admin = await openConsole(browser, gateway())
  const adminHands = handsOf(admin.page)
  await admin.page.goto('/people')
  await adminHands.activate(admin.page.getByRole('button', { name: 'Invite' }))
  const dialog = admin.page.getByRole('dialog')
  await adminHands.write(dialog.getByRole('textbox', { name: 'For whom' }), `${name} of the desk`)
  await adminHands.activate(dialog.getByRole('button', { name: 'Make link' }))
  const link = await dialog.getByRole('textbox', { name: 'Link' }).inputValue()
  await adminHands.activate(dialog.getByRole('button', { name: 'Done' }))
  await admin.page.getByRole('row', { name: `${name} of the desk` }).waitFor()

  await using guest = await openPage(browser, gateway())
  const { page } = guest
  const hands = handsOf(page)
  await page.goto(link)
  await page.getByText('Owner invites you to Patchbay as a member').waitFor()
  expect(page.url()).not.toContain('code')
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
  await hands.write(page.getByRole('textbox', { name: 'Name' }), name)
  await hands.write(page.getByRole('textbox', { name: 'Password', exact: true }), 'short')
  await hands.activate(page.getByRole('button', { name: 'Make account' }))
  await page.getByText('Use at least 12 characters').waitFor()
  await hands.write(page.getByRole('textbox', { name: 'Password', exact: true }), PASSWORD)
  await hands.activate(page.getByRole('button', { name: 'Make account' }))
  await calls(page).waitFor()

  // A member sees their own part alone.
  await page.goto('/people')
  await page.getByRole('table', { name: 'Sessions' }).waitFor()
  expect(await page.getByRole('button', { name: 'Invite' }).count()).toBe(0)
  expect(await page.getByRole('table', { name: 'Users' }).count()).toBe(0)
  await hands.activate(page.getByRole('button', { name: 'Sign out' }))
  await signInPage(page).waitFor()
  await hands.write(page.getByRole('textbox', { name: 'Name or e-mail address' }), name)
  await hands.write(page.getByRole('textbox', { name: 'Password', exact: true }), 'not the password')
  await hands.activate(page.getByRole('button', { name: 'Sign in with password' }))
  await page.getByRole('alert').getByText('The name or the password is wrong').waitFor()
  await hands.write(page.getByRole('textbox', { name: 'Password', exact: true }), PASSWORD)
  await hands.activate(page.getByRole('button', { name: 'Sign in with password' }))
  await calls(page).waitFor()

  await admin.page.reload()
  await adminHands.activate(admin.page.getByRole('button', { name: `Delete ${name}` }))
  await admin.page.getByRole('dialog').getByText('Keys in force').waitFor()
  await adminHands.activate(admin.page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }))
  await admin.page.getByText(`${name} is deleted.`).waitFor()
  await page.goto('/people')
  await signInPage(page).waitFor()
  expect([...admin.errors, ...guest.errors]).toEqual([])
})

test('a new password ends the other session, and a session is ended from the list', async () => {
  await using here = await openConsole(browser, gateway())
  await using elsewhere = await openConsole(browser, gateway())
  await here.page.goto('/people')
  await here.page.getByRole('textbox', { name: 'New password' }).fill(PASSWORD)
  await here.page.getByRole('button', { name: 'Set password' }).click()
  await here.page.getByText('The password is set. Your other sessions have ended.').waitFor()
  await elsewhere.page.goto('/people')
  await signInPage(elsewhere.page).waitFor()

  await elsewhere.page.getByRole('textbox', { name: 'Name or e-mail address' }).fill('Owner')
  await elsewhere.page.getByRole('textbox', { name: 'Password', exact: true }).fill(PASSWORD)
  await elsewhere.page.getByRole('button', { name: 'Sign in with password' }).click()
  await elsewhere.page.getByRole('heading', { level: 1, name: 'People' }).waitFor()
  await here.page.reload()
  const rows = here.page.getByRole('table', { name: 'Sessions' }).getByRole('row', { name: /password/ })
  await rows.getByRole('button', { name: /^End the session of Owner/ }).click()
  await here.page.getByText('The session is ended.').waitFor()
  await elsewhere.page.goto('/people')
  await signInPage(elsewhere.page).waitFor()
  expect([...here.errors, ...elsewhere.errors]).toEqual([])
})
