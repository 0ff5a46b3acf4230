import { PatchbayError } from '@patchbay/contract/error'
import type { Person } from './person.ts'

/** How the page that a person comes back to reaches the one that sent them: within one origin. */
const CHANNEL = 'patchbay:sign-in'

/** What is used of a browser's window. This package is typed without a browser's types, for Node's sake. */
interface Page {
  open(url: string, target: string, features: string): { location: { href: string }; close(): void } | null
  close(): void
  location: { href: string; pathname: string }
  history: { replaceState(state: unknown, unused: string, url: string): void }
}
const page = globalThis as unknown as Page

/**
 * Has people sign in in a window of their own, and the page stays. Browsers open one only on a click.
 *
 * @param redirectUrl - A page of the same origin that calls `finishPopup()`.
 */
export function popup(redirectUrl: string | URL): Person {
  return {
    async prepare() {
      // Opened at once: after a wait, browsers take it for advertising.
      const opened = page.open('about:blank', 'patchbay-sign-in', 'popup,width=520,height=720')
      if (!opened)
        throw new PatchbayError('SIGN_IN_FAILED', 'The browser opened no window. Allow it, or begin with a click.')
      const channel = new BroadcastChannel(CHANNEL)
      return {
        redirectUrl: String(redirectUrl),
        go: (url, signal) =>
          new Promise((resolve, reject) => {
            const state = url.searchParams.get('state')
            signal.addEventListener('abort', () => reject(signal.reason), { once: true })
            channel.addEventListener('message', (event) => {
              const { data } = event as unknown as { data: unknown } // A message's event has it.
              if (typeof data !== 'string' || !URL.canParse(data)) return
              const cameBackWith = new URL(data)
              // Another sign-in's, of another tab.
              if (cameBackWith.searchParams.get('state') === state) resolve(cameBackWith)
            })
            opened.location.href = url.href
          }),
        async close() {
          channel.close()
          opened.close()
        },
      }
    },
  }
}

/** To be called on the page that a popup's person comes back to: tells the page that sent them, and closes. */
export function finishPopup(): void {
  const channel = new BroadcastChannel(CHANNEL)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel reaches its own origin alone
  channel.postMessage(page.location.href)
  channel.close()
  // A code is good once, but nobody needs to see it.
  page.history.replaceState(null, '', page.location.pathname)
  page.close()
}
