import type { Locator, Page } from 'playwright-core'

/** How a person works a page. */
export interface Hands {
  /** A button or a link. */
  activate(target: Locator): Promise<void>
  write(target: Locator, text: string): Promise<void>
  /** Picks an option of a combobox by what the option says. */
  choose(combobox: Locator, option: string): Promise<void>
}

/** More stops of the Tab key than the fullest page has. */
const mostStops = 300

export function mouse(page: Page): Hands {
  return {
    activate: (target) => target.click(),
    write: (target, text) => target.fill(text),
    async choose(combobox, option) {
      await combobox.click()
      await page.getByRole('option', { name: option }).click()
    },
  }
}

/** The keyboard alone: what cannot be reached by Tab cannot be used. */
export function keyboard(page: Page): Hands {
  async function reach(target: Locator) {
    await target.waitFor()
    for (let stop = 0; stop < mostStops; stop += 1) {
      if ((await target.and(page.locator(':focus')).count()) > 0) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`The Tab key never reaches ${target.toString()}`)
  }
  return {
    async activate(target) {
      await reach(target)
      await page.keyboard.press('Enter')
    },
    async write(target, text) {
      await reach(target)
      await page.keyboard.type(text)
    },
    async choose(combobox, option) {
      await reach(combobox)
      await page.keyboard.press('ArrowDown')
      const wanted = page.getByRole('option', { name: option })
      await wanted.waitFor()
      for (let stop = 0; stop < mostStops; stop += 1) {
        // The focus stays in the combobox, which names the option that Enter would take (WAI-ARIA, combobox pattern).
        const active = await combobox.getAttribute('aria-activedescendant')
        if (active !== null && (await wanted.getAttribute('id')) === active) return page.keyboard.press('Enter')
        await page.keyboard.press('ArrowDown')
      }
      throw new Error(`The arrow keys never reach ${option}`)
    },
  }
}
