import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { openConsole } from './src/console-page.ts'
import { importShortBook, narrationOf } from './src/narration.ts'
import { openBrowser } from './src/open-browser.ts'
import { shareGateway } from './src/share-gateway.ts'
import { gatewayEnvironment } from './src/start-gateway.ts'

const gateway = shareGateway()
let browser: Browser
let jobId: string
beforeAll(async () => {
  browser = await openBrowser()
  jobId = await importShortBook(gateway(), gatewayEnvironment(gateway().dataDir))
})
afterAll(() => browser?.close())

const player = z.object({ duration: z.number(), currentTime: z.number(), error: z.string().nullable() })

/** What the browser's own player says of the chapter that it has. */
async function heard(page: Page) {
  const said = await page.evaluate(`(() => {
    const { duration, currentTime, error } = document.querySelector('audio')
    return { duration: duration || 0, currentTime, error: error && error.message }
  })()`)
  return player.parse(said)
}

test(
  'a book is narrated, cancelled and gone on with, and its chapters are heard from where one looks',
  { timeout: 300_000 },
  async () => {
    await using opened = await openConsole(browser, gateway())
    const { page, errors } = opened
    await page.goto(`/library/${jobId}`)
    await page.getByRole('combobox', { name: 'Voice' }).click()
    await page.getByRole('option', { name: 'eSpeak en-GB' }).click()
    await page.getByRole('button', { name: 'Read it aloud' }).click()

    const progress = page.getByRole('region', { name: 'Narration by espeak_en-gb' })
    await progress.getByText(/, [1-9] of 12 chapters, /).waitFor({ timeout: 120_000 })
    await progress.getByRole('button', { name: 'Cancel' }).click()
    await progress.getByText('was cancelled').waitFor()
    await page.goto('/voices')
    const line = page.getByRole('list', { name: 'Narrations' }).getByRole('listitem')
    await line.getByText(/^By espeak_en-gb, cancelled at \d+ %, \d+ of 12 chapters$/).waitFor()
    await line.getByRole('link', { name: 'The Short Bell' }).click()
    await page.waitForURL(`**/library/${jobId}`)
    expect(await narrationOf(gateway(), jobId)).toMatchObject({ state: 'cancelled' })
    // What is made can be heard already.
    await page.getByRole('combobox', { name: 'Listen to' }).waitFor()
    await expect.poll(async () => (await heard(page)).duration).toBeGreaterThan(10)

    await progress.getByRole('button', { name: 'Go on' }).click()
    await progress.waitFor({ state: 'detached', timeout: 240_000 })
    await page.getByText('Read by espeak_en-gb').waitFor()
    const { chapters, state } = await narrationOf(gateway(), jobId)
    expect(state).toBe('ready')
    expect(chapters).toHaveLength(12)

    // What a search finds is a place in the audio.
    await page.getByRole('searchbox', { name: 'Search this book' }).fill('scales')
    const hit = page.getByRole('region', { name: 'Search results' }).getByRole('link').first()
    const number = Number(/Chapter (\d+):/.exec((await hit.textContent()) ?? '')?.[1])
    await hit.click()
    await page.waitForURL(/at=/)
    const at = Number(new URL(page.url()).searchParams.get('at'))
    const before = chapters.filter(({ chapter }) => chapter < number).reduce((sum, each) => sum + each.duration_s, 0)
    await page.locator(`audio[aria-label="Chapter ${number}"]`).waitFor()
    await expect.poll(async () => (await heard(page)).currentTime).toBeCloseTo(at - before, 1)
    const whole = chapters.find(({ chapter }) => chapter === number)?.duration_s ?? 0
    await expect.poll(async () => (await heard(page)).duration).toBeCloseTo(whole, 1)
    expect((await heard(page)).error).toBe(null)

    // The player plays and goes to any moment; at the end of a chapter the next one follows.
    await page.evaluate(`(async () => {
      const audio = document.querySelector('audio')
      audio.muted = true
      const there = new Promise((resolve) => audio.addEventListener('seeked', resolve, { once: true }))
      audio.currentTime = audio.duration - 1
      await there
      await audio.play()
    })()`)
    await page.locator(`audio[aria-label="Chapter ${number + 1}"]`).waitFor()
    expect(errors).toEqual([])
  },
)

test.for([
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 1280 },
  { colorScheme: 'light', width: 390 },
  { colorScheme: 'dark', width: 390 },
] as const)(
  'a narrated book has no serious fault in $colorScheme at $width px, and fits',
  async ({ colorScheme, width }) => {
    const options = { colorScheme, viewport: { width, height: 844 }, reducedMotion: 'reduce' } as const
    await using opened = await openConsole(browser, gateway(), options)
    const { page } = opened
    await page.goto(`/library/${jobId}`)
    await page.getByText('Read by espeak_en-gb').waitFor()
    await page.getByRole('button', { name: 'Read it aloud' }).waitFor()
    const { violations } = await new AxeBuilder({ page }).analyze()
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(serious.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)])).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
  },
)
