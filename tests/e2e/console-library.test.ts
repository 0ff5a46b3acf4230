import { rm } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { openConsole } from './src/console-page.ts'
import { emptyDataDir } from './src/data-dir.ts'
import { openBrowser } from './src/open-browser.ts'
import { shareGateway } from './src/share-gateway.ts'
import { adminApiKey, startGateway } from './src/start-gateway.ts'

const BOOK = 'The Quiet Bell of Corrow'

const gateway = shareGateway()
let browser: Browser
let jobId: string
beforeAll(async () => {
  browser = await openBrowser()
  const { books } = z
    .object({ books: z.array(z.object({ job_id: z.string(), title: z.string() })) })
    .parse(await (await api('/api/library/books')).json())
  jobId = books.find(({ title }) => title === BOOK)?.job_id ?? ''
})
afterAll(() => browser?.close())

function api(path: string, body?: unknown): Promise<Response> {
  const headers = { 'x-api-key': adminApiKey, 'content-type': 'application/json' }
  return fetch(
    gateway().url + path,
    body === undefined ? { headers } : { method: 'PUT', headers, body: JSON.stringify(body) },
  )
}

/** What the gateway says of the reader's place, in seconds. */
async function placeOf(): Promise<number | null> {
  const answer = await api(`/api/library/books/${jobId}/progress`)
  return z.object({ position_s: z.number().nullable() }).parse(await answer.json()).position_s
}

function moveTo(positionS: number): Promise<Response> {
  return api(`/api/library/books/${jobId}/progress`, { position_s: positionS })
}

function results(page: Page) {
  return page.getByRole('region', { name: 'Search results' })
}

test('typing searches, the old results stay until the new ones are there, and the address holds the search', async () => {
  await moveTo(100_000)
  await using opened = await openConsole(browser, gateway())
  const { page, errors } = opened
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Library' }).click()
  const field = page.getByRole('searchbox', { name: 'Search your books' })
  await field.fill('bell')
  const first = results(page).getByRole('link').first()
  await first.getByText('bell', { exact: true }).first().waitFor()
  expect(await first.locator('mark').first().textContent()).toMatch(/bell/i)
  expect(await first.textContent()).toMatch(/Chapter \d+: .+\d:\d\d:\d\d/)
  await page.waitForURL('**/library?q=bell')

  // The next answer is held back, so that it can be seen what stands there meanwhile.
  let letGo = (): void => undefined
  const held = new Promise<void>((resolve) => (letGo = resolve))
  await page.route('**/knowledge/library/search', async (route) => {
    await held
    await route.continue()
  })
  await field.fill('clapper')
  await page.locator('section[aria-busy=true]').waitFor()
  expect(await results(page).getByRole('link').count()).toBeGreaterThan(0)
  letGo()
  await results(page)
    .locator('mark', { hasText: /clapper/i })
    .first()
    .waitFor()

  await page.reload()
  expect(await page.getByRole('searchbox').inputValue()).toBe('clapper')
  await results(page)
    .locator('mark', { hasText: /clapper/i })
    .first()
    .waitFor()
  expect(errors).toEqual([])
})

test('a result leads to its passage in its chapter, and so does its address', async () => {
  await moveTo(100_000)
  await using opened = await openConsole(browser, gateway())
  const { page, errors } = opened
  await page.goto('/library?q=foundry')
  const hit = results(page).getByRole('link').first()
  const [, chapter = '', time = ''] = /Chapter (\d+): .+?(\d+:\d\d:\d\d)/.exec((await hit.textContent()) ?? '') ?? []
  await hit.click()
  const here = page.locator('[aria-current=location]')
  await here.getByText('foundry').first().waitFor()
  expect(await here.textContent()).toContain(time)
  expect(await page.getByRole('combobox', { name: 'Chapter' }).inputValue()).toMatch(new RegExp(`^${chapter}: `))

  const address = page.url()
  await using another = await openConsole(browser, gateway())
  await another.page.goto(address)
  await another.page.locator('[aria-current=location]').getByText('foundry').first().waitFor()
  const there = another.page.locator('[aria-current=location]')
  const height = another.page.viewportSize()?.height ?? 0
  await expect.poll(async () => (await there.boundingBox())?.y ?? Infinity).toBeLessThan(height)
  expect([...errors, ...another.errors]).toEqual([])
})

test('a question is answered with where it stands, and who put it into words', async () => {
  await moveTo(100_000)
  await using opened = await openConsole(browser, gateway())
  const { page, errors } = opened
  await page.goto(`/library/${jobId}`)
  await page.getByRole('textbox', { name: 'Question' }).fill('Where was the key to the front door hidden?')
  await page.getByRole('button', { name: 'Ask' }).click()
  const answer = page.getByRole('region', { name: 'Answer' })
  await answer.getByText('Extractive:').waitFor()
  const citation = answer.getByRole('list', { name: 'Where it says so' }).getByRole('link').first()
  expect(await citation.textContent()).toMatch(/Chapter \d+: .+\d:\d\d:\d\d/)
  await citation.click()
  await page.locator('[aria-current=location]').waitFor()
  expect(page.url()).toContain('question=')
  expect(page.url()).toContain('at=')
  await page.reload()
  await answer.getByText('Extractive:').waitFor()
  expect(errors).toEqual([])
})

test('the reader’s place is shown and moved, and what lies ahead of it is not shown unasked', async () => {
  await moveTo(100)
  await using opened = await openConsole(browser, gateway())
  const { page, errors } = opened
  await page.goto(`/library/${jobId}`)
  await page.getByText('Heard to 0:01:40').waitFor()
  await page.getByText('lies ahead of you').waitFor()
  const passages = page.getByRole('region', { name: 'Chapter' }).getByRole('listitem')
  const heard = await passages.count()
  await page.getByRole('combobox', { name: 'Chapter' }).click()
  expect(await page.getByRole('option', { name: '12 (ahead of you)' }).count()).toBe(1)
  await page.keyboard.press('Escape')

  await page.getByRole('textbox', { name: 'Your place' }).fill('later')
  await page.getByRole('button', { name: 'Move' }).click()
  await page.getByText('Write a time up to').waitFor()
  await page.getByRole('textbox', { name: 'Your place' }).fill('0:03:20')
  await page.getByRole('button', { name: 'Move' }).click()
  await page.getByText('Heard to 0:03:20').waitFor()
  expect(await placeOf()).toBe(200)
  await expect.poll(() => passages.count()).toBeGreaterThan(heard)

  const heardNow = await passages.count()
  await page.getByRole('button', { name: 'Show them anyway' }).click()
  expect(await passages.count()).toBeGreaterThan(heardNow)
  await passages.last().getByRole('link').click()
  await page.getByRole('button', { name: 'I have heard to here' }).click()
  await expect.poll(placeOf).toBeGreaterThan(200)
  expect(errors).toEqual([])
})

test('a link to what lies ahead gives nothing away', async () => {
  await moveTo(100)
  await using opened = await openConsole(browser, gateway())
  const { page, errors } = opened
  await page.goto(`/library/${jobId}?at=4000`)
  await page.getByText('The passage that you look for lies ahead of you').waitFor()
  expect(await page.getByRole('region', { name: 'Chapter' }).getByRole('listitem').count()).toBe(0)
  expect(errors).toEqual([])
})

test('an empty library offers the command that imports a book', async () => {
  const dataDir = await emptyDataDir()
  try {
    await using empty = await startGateway({ env: { DEMO: '0' }, dataDir })
    await using opened = await openConsole(browser, empty)
    await opened.page.goto('/library')
    await opened.page.getByText('npx patchbay library import FILE', { exact: true }).waitFor()
    await opened.page.getByRole('button', { name: 'Copy command' }).waitFor()
    expect(opened.errors).toEqual([])
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
})
