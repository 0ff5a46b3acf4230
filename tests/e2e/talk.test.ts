import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rafael } from './src/caller-session.ts'
import { beginnersTomorrow, bookingsOf } from './src/club.ts'
import { openConsole } from './src/console-page.ts'
import { keyboard, mouse } from './src/hands.ts'
import { nameOfSession } from './src/name-of-session.ts'
import { openBrowser } from './src/open-browser.ts'
import { shareGateway } from './src/share-gateway.ts'
import { startGateway } from './src/start-gateway.ts'
import { talkPage } from './src/talk-page.ts'

const gateway = shareGateway()
let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

/** Two read-backs are listened to, which takes as long as they are. */
const longTest = { timeout: 120_000 }

test(
  'a person calls, books after the read-back, cancels in Portuguese, and finds it all under Calls',
  longTest,
  async () => {
    const [first] = await beginnersTomorrow(gateway())
    if (first === undefined) throw new Error('the demonstration has no surf for beginners tomorrow')
    const isBooked = async () =>
      (await bookingsOf(gateway(), rafael)).some(({ session_id }) => session_id === first.session_id)

    await using opened = await openConsole(browser, gateway())
    const { page, errors } = opened
    const talk = talkPage(page, mouse(page))
    await page.goto('/talk')
    await expect.poll(() => page.getByRole('combobox', { name: 'Number' }).inputValue()).toBe(rafael)
    await page.getByText('Brain: offline (rules, no language model).').waitFor()
    await talk.call()
    await talk.message.and(page.locator(':focus')).waitFor()

    await talk.say('Is there any beginner surf tomorrow?', /9:00/)
    await expect.poll(() => talk.loudSamples(), { timeout: 10_000 }).toBeGreaterThan(24_000)
    const search = talk.conversation.getByRole('button', { name: 'get_availability on club, succeeded' })
    await search.click()
    await talk.conversation.getByText('beginner').first().waitFor()

    await talk.say('Book the first one for me', /Shall I go ahead\?$/)
    await talk.hearOut()
    expect(await isBooked()).toBe(false)
    await talk.say('yes', /Done\./)
    await talk.conversation.getByRole('button', { name: 'book_session on club, succeeded' }).waitFor()
    expect(await isBooked()).toBe(true)

    // In another tab, so that the call goes on.
    const bookings = await page.context().newPage()
    await bookings.goto(`/bookings?from=${first.starts_at.slice(0, 10)}&sport=surf`)
    const card = bookings.getByRole('button', {
      name: nameOfSession(first.starts_at, 'beginner.*booked: .*Rafael Silva'),
    })
    await card.waitFor()

    await talk.say('Quais são as minhas reservas?', /2 reservas/)
    await talk.say('cancela a de surf', /Posso confirmar\?$/)
    await talk.hearOut()
    expect(await isBooked()).toBe(true)
    await talk.say('sim', /Pronto\./)
    await talk.conversation.getByRole('button', { name: 'cancel_booking on club, succeeded' }).waitFor()
    expect(await isBooked()).toBe(false)
    await card.waitFor({ state: 'detached' })

    // Another page of the console leaves the call alone.
    const navigation = page.getByRole('navigation', { name: 'Main' })
    await navigation.getByRole('link', { name: 'Connections' }).click()
    await page.getByRole('heading', { level: 1, name: 'Connections' }).waitFor()
    await navigation.getByRole('link', { name: /^Talk.*in a call$/ }).click()

    await talk.hangUp()
    await page.getByText('You hung up.').waitFor()
    await page.getByRole('link', { name: 'See the call' }).click()
    await page.getByRole('heading', { level: 2, name: 'Call from Rafael Silva' }).waitFor()
    const timeline = page.getByRole('list', { name: 'Timeline' })
    await timeline.locator('[data-speaker=person]').filter({ hasText: 'cancela a de surf' }).waitFor()
    await timeline.locator('[data-speaker=agent]').filter({ hasText: 'Pronto.' }).waitFor()
    for (const tool of ['get_availability', 'book_session', 'cancel_booking']) {
      await timeline.getByRole('button', { name: `${tool} on club, succeeded` }).waitFor()
    }
    expect(errors).toEqual([])
  },
)

test('by the keyboard alone a person calls, interrupts, goes on and hangs up', async () => {
  await using opened = await openConsole(browser, gateway())
  const { page, errors } = opened
  const hands = keyboard(page)
  const talk = talkPage(page, hands)
  await talk.call()

  await talk.say('What tennis is there tomorrow?', /court 1/)
  await talk.untilItSpeaks()
  await page.keyboard.press('Escape')
  await talk.turns.last().getByText('interrupted').waitFor()
  await talk.hearOut()

  await talk.say('What do I have booked?', /1 booking.*tennis/)
  await hands.activate(page.getByRole('button', { name: 'Sound' }))
  await page.getByRole('button', { name: 'Sound', pressed: false }).waitFor()
  await talk.hangUp()
  await hands.activate(page.getByRole('link', { name: 'See the call' }))
  await page.getByRole('heading', { level: 2, name: 'Call from Rafael Silva' }).waitFor()
  const answer = page.getByRole('list', { name: 'Timeline' }).locator('[data-speaker=agent]').first()
  await answer.filter({ hasText: 'court 1' }).getByText('interrupted').waitFor()
  expect(errors).toEqual([])
})

test('saying something interrupts an agent that speaks, and it hears what comes next', async () => {
  await using opened = await openConsole(browser, gateway())
  const { page, errors } = opened
  const talk = talkPage(page, mouse(page))
  await talk.call()
  await talk.say('What surf is there tomorrow?', /7:00/)
  await talk.untilItSpeaks()
  await talk.say('Who are my members?', /Helena/)
  await talk.turns.nth(1).getByText('interrupted').waitFor()
  await talk.untilItSpeaks()
  await talk.interrupt.click()
  await talk.turns.last().getByText('interrupted').waitFor()
  await talk.hearOut()
  expect(errors).toEqual([])
})

test('a yes that cuts the read-back off is no yes: it is read back again', async () => {
  const before = await bookingsOf(gateway(), rafael)
  await using opened = await openConsole(browser, gateway())
  const { page, errors } = opened
  const talk = talkPage(page, mouse(page))
  await talk.call()
  await talk.say('Is there any tennis tomorrow?', /court 1/)
  await talk.say('Book the first one for me', /Shall I go ahead\?$/)
  await talk.untilItSpeaks()
  await talk.say('yes', /Shall I go ahead\?$/)
  await expect.poll(() => talk.turns.count()).toBe(6)
  await talk.say('no', /nothing was done/)
  expect(await bookingsOf(gateway(), rafael)).toEqual(before)
  expect(errors).toEqual([])
})

test('a gateway that stops ends the call, and the page says so', async () => {
  await using own = await startGateway()
  await using opened = await openConsole(browser, own)
  const { page, errors } = opened
  const talk = talkPage(page, mouse(page))
  await talk.call()
  await own.stop()
  await page.getByRole('heading', { level: 2, name: 'Call ended' }).waitFor()
  await page.getByText(/The gateway ended the call/).waitFor()
  await page.getByRole('button', { name: 'New call' }).waitFor()
  expect(errors).toEqual([])
})

test('a person asks the library, and hears the answer with its chapter', longTest, async () => {
  await using opened = await openConsole(browser, gateway())
  const { page, errors } = opened
  const talk = talkPage(page, mouse(page))
  await page.goto('/talk')
  await page.getByRole('combobox', { name: 'Who answers' }).click()
  await page.getByRole('option', { name: 'Storytime' }).click()
  await page.waitForURL(/agent=library/)
  expect(await page.getByRole('combobox', { name: 'Number' }).count()).toBe(0)
  await page.getByRole('button', { name: 'Call', exact: true }).click()
  await talk.message.waitFor()

  await talk.say('What was found in the garden?', /chapter 6, .*kettle/)
  await talk.conversation.getByRole('button', { name: 'ask_job_question on library, succeeded' }).waitFor()
  await expect.poll(() => talk.loudSamples(), { timeout: 10_000 }).toBeGreaterThan(24_000)
  await talk.say('O que aconteceu com o moinho?', /capítulo 11/)
  await talk.hangUp()
  expect(errors).toEqual([])
})
