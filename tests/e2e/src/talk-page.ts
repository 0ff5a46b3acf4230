import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Hands } from './hands.ts'

/** The console's Talk page, as a person uses it. */
export function talkPage(page: Page, hands: Hands) {
  const conversation = page.getByRole('list', { name: 'Conversation' })
  const turns = conversation.locator('[data-speaker]')
  return {
    conversation,
    turns,
    message: page.getByRole('textbox', { name: 'Message' }),
    interrupt: page.getByRole('button', { name: 'Interrupt' }),

    /** How many samples of the agent's voice came so far and are no silence. */
    async loudSamples(): Promise<number> {
      return Number(await page.getByTestId('audio-heard').getAttribute('data-samples'))
    },

    /** Goes to the page and calls, by the number that stands there. */
    async call() {
      await hands.activate(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Talk' }))
      await page.getByRole('heading', { level: 1, name: 'Talk' }).waitFor()
      await hands.activate(page.getByRole('button', { name: 'Call', exact: true }))
      await page.getByRole('textbox', { name: 'Message' }).waitFor()
    },

    /** Says something, and waits until the agent's last words fit. */
    async say(text: string, answer: RegExp) {
      await hands.write(page.getByRole('textbox', { name: 'Message' }), text)
      await hands.activate(page.getByRole('button', { name: 'Send' }))
      await expect.poll(() => turns.last().innerText(), { timeout: 20_000 }).toMatch(answer)
    },

    /** The agent's voice is to be heard a moment after its words are read. */
    async untilItSpeaks() {
      await expect.poll(() => page.getByTestId('agent-state').innerText(), { timeout: 10_000 }).toBe('speaking')
    },

    /** Listens until the agent has nothing more to say. */
    async hearOut() {
      await expect.poll(() => page.getByTestId('agent-state').innerText(), { timeout: 30_000 }).toBe('listening')
    },

    async hangUp() {
      await hands.activate(page.getByRole('button', { name: 'Hang up' }))
      await page.getByRole('heading', { level: 2, name: 'Call ended' }).waitFor()
    },
  }
}
