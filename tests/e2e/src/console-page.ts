import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import * as z from 'zod'
import { adminApiKey, type Gateway } from './start-gateway.ts'

/** A page of the console in a browser profile of its own; disposing closes the profile. */
export interface ConsolePage extends AsyncDisposable {
  page: Page
  /** What went wrong in the page's own code, or was stopped by its Content-Security-Policy. */
  errors: string[]
}

/** A one-time link that signs in as the gateway's first user. */
export async function makeSignInLink({ url }: Gateway): Promise<string> {
  const headers = { 'x-api-key': adminApiKey }
  const list = await fetch(`${url}/api/users`, { headers })
  const { users } = z.object({ users: z.array(z.object({ id: z.int() })) }).parse(await list.json())
  const response = await fetch(`${url}/api/users/${users[0]?.id}/sign-in-links`, { method: 'POST', headers })
  return z.object({ signInLink: z.url() }).parse(await response.json()).signInLink
}

/** Opens an empty page of a new profile. */
export async function openPage(browser: Browser, gateway: Gateway, options: BrowserContextOptions = {}) {
  // The links that the gateway prints name localhost, and a session's cookie belongs to that name.
  const context = await browser.newContext({ baseURL: `http://localhost:${gateway.port}`, ...options })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && message.text().includes('Content Security Policy')) errors.push(message.text())
  })
  const opened: ConsolePage = { page, errors, [Symbol.asyncDispose]: () => context.close() }
  return opened
}

/** Opens the console, signed in, on its first page. */
export async function openConsole(browser: Browser, gateway: Gateway, options: BrowserContextOptions = {}) {
  const opened = await openPage(browser, gateway, options)
  await opened.page.goto(await makeSignInLink(gateway))
  await opened.page.getByRole('heading', { level: 1, name: 'Calls' }).waitFor()
  return opened
}
