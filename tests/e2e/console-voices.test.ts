import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { openConsole } from './src/console-page.ts'
import { openBrowser } from './src/open-browser.ts'
import { shareGateway } from './src/share-gateway.ts'
import { adminApiKey } from './src/start-gateway.ts'

const gateway = shareGateway({ env: { VOICEBOX_QUOTA_CHARACTERS: '2000' } })
let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

const text = 'Your court is booked for ten o’clock.'

async function api(path: string): Promise<unknown> {
  return (await fetch(gateway().url + path, { headers: { 'x-api-key': adminApiKey } })).json()
}

function clips(page: Page) {
  return page.getByRole('list', { name: 'Clips' }).getByRole('listitem')
}

/** Keeps a picture for whoever wants to see the page: `SCREENSHOTS=/some/folder`. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS']
  if (folder !== undefined) await page.screenshot({ path: `${folder}/voices-${name}.png` })
}

test('a text is spoken, counted, played and deleted', async () => {
  await using opened = await openConsole(browser, gateway())
  const { page, errors } = opened
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Voices' }).click()
  await page.getByText('Nothing has been spoken yet.').waitFor()
  await page.getByText('0 of 2,000 characters this month').waitFor()
  await page.getByRole('button', { name: 'Speak', exact: true }).click()
  await page.getByText('Write 1 to 5,000 characters.').waitFor()
  await picture(page, 'empty')

  await page.getByRole('textbox', { name: 'Text' }).fill(text)
  await page.getByRole('button', { name: 'Speak', exact: true }).click()
  await clips(page).first().getByText(text).waitFor()
  await page.getByText(`${text.length} of 2,000 characters this month`).waitFor()

  // The player has found out how long it is, from the file itself, and plays it to its end.
  const player = "document.querySelector('audio')"
  await page.evaluate(`Object.assign(${player}, { muted: true, playbackRate: 8 }).play()`)
  await expect.poll(() => page.evaluate(`${player}.ended`), { timeout: 30_000 }).toBe(true)
  const { clips: listed } = z
    .object({ clips: z.array(z.object({ duration_s: z.number() })) })
    .parse(await api('/api/voices/clips'))
  const duration = Number(await page.evaluate(`${player}.duration`))
  expect(duration).toBeCloseTo(listed[0]?.duration_s ?? 0, 1)
  await picture(page, 'clip-light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await picture(page, 'clip-dark')
  await page.setViewportSize({ width: 390, height: 844 })
  // Nothing is wider than the screen.
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
  await picture(page, 'clip-narrow')
  await page.setViewportSize({ width: 1280, height: 800 })

  await page.getByRole('button', { name: /^Delete “/ }).click()
  await page.getByRole('dialog').getByText(text).waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete the clip' }).click()
  await page.getByText('Nothing has been spoken yet.').waitFor()
  expect(await api('/api/voices/clips')).toEqual({ clips: [] })
  expect(errors).toEqual([])
})

test('voices are found by their language, and one is heard', async () => {
  await using opened = await openConsole(browser, gateway())
  const { page, errors } = opened
  await page.goto('/voices')
  const voices = page.getByRole('region', { name: 'Voices' })
  await voices.getByRole('button', { name: 'Hear Heart, af_heart' }).waitFor()
  const all = await voices.getByRole('listitem').count()
  await voices.getByRole('combobox', { name: 'Language' }).click()
  await page.getByRole('option', { name: 'Brazilian Portuguese' }).click()
  await expect.poll(() => voices.getByRole('listitem').count()).toBeLessThan(all)
  const heard = page.waitForResponse((response) => response.url().endsWith('/api/voices/espeak_pt-br/sample'))
  await voices.getByRole('button', { name: 'Hear eSpeak pt-BR, espeak_pt-br' }).click()
  expect((await heard).headers()['content-type']).toBe('audio/wav')
  await voices.getByRole('button', { name: /^Hear eSpeak pt-BR/ }).waitFor()
  expect(errors).toEqual([])
})

test('what is over the quota says so in words, and stopping a long text keeps nothing', async () => {
  await using opened = await openConsole(browser, gateway())
  const { page, errors } = opened
  await page.goto('/voices')
  await page.getByRole('textbox', { name: 'Text' }).fill('Too long. '.repeat(300))
  await page.getByRole('button', { name: 'Speak', exact: true }).click()
  await page.getByText(/The text has 3000 characters, and \d+ are left of this month’s 2000\./).waitFor()
  await picture(page, 'quota')
  const before = await api('/api/voices/clips')

  await page.getByRole('textbox', { name: 'Text' }).fill('A sentence that takes its time. '.repeat(50))
  // The answer is held back, so that there is time to stop it.
  await page.route('**/api/voices/speak', () => new Promise(() => {}))
  await page.getByRole('button', { name: 'Speak', exact: true }).click()
  await page.getByRole('button', { name: 'Stop' }).click()
  await page.getByRole('button', { name: 'Speak', exact: true }).waitFor()
  expect(await api('/api/voices/clips')).toEqual(before)
  expect(errors).toEqual([])
})
