import { createServer, type Server } from 'node:http'
import { PatchbayError } from '@patchbay/contract/error'
import type { Person, Visit } from '../sign-in/person.ts'
import { openUrl } from './open-url.ts'

export interface LoopbackBrowserOptions {
  /** Shows a person a web page; the system's browser unless given. */
  open?: (url: URL) => void | Promise<void>
  /** The port to come back to; the one of the last time, else a free one, unless given. */
  port?: number
  /** `/callback` unless given. */
  path?: string
  /** How long a person may take, in ms; ten minutes unless given. */
  patienceMs?: number
}

const PATIENCE_MS = 10 * 60 * 1000

/** Has people sign in with a browser on this machine, and takes them back at a port of its own (RFC 8252 §7.3). */
export function loopbackBrowser(options: LoopbackBrowserOptions = {}): Person {
  const { open = openUrl, port, path = '/callback', patienceMs = PATIENCE_MS } = options
  return {
    async prepare(before, signal): Promise<Visit> {
      signal.throwIfAborted()
      const server = createServer()
      const wanted = port ?? portOf(before)
      const used = await listen(server, wanted).catch((error: unknown) => {
        // Taken by another; the client is then registered anew.
        if (port === undefined && wanted !== 0) return listen(server, 0)
        const words = `Port ${port} cannot be listened on. Choose another for the sign-in.`
        throw new PatchbayError('SIGN_IN_FAILED', words, { cause: error })
      })
      const redirectUrl = `http://127.0.0.1:${used}${path}`
      return {
        redirectUrl,
        async go(url, own) {
          const back = takeBack(server, redirectUrl, url.searchParams.get('state'), own, patienceMs)
          // It may fail while the browser is being opened.
          back.catch(() => {})
          await open(url)
          return back
        },
        async close() {
          server.close()
          server.closeIdleConnections()
        },
      }
    },
  }
}

function portOf(url: string | undefined): number {
  return url !== undefined && URL.canParse(url) ? Number(new URL(url).port) : 0
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

function takeBack(
  server: Server,
  redirectUrl: string,
  state: string | null,
  signal: AbortSignal,
  patienceMs: number,
): Promise<URL> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      settle()
    }
    const onAbort = () => end(() => reject(signal.reason))
    const tooLate = () => new PatchbayError('SIGN_IN_FAILED', 'Nobody signed in. Begin again.')
    const timer = setTimeout(() => end(() => reject(tooLate())), patienceMs)
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) onAbort()
    server.on('request', (req, res) => {
      const url = new URL(req.url ?? '/', redirectUrl)
      res.setHeader('content-type', 'text/html; charset=utf-8').setHeader('connection', 'close')
      // A page of elsewhere may send a browser here too.
      if (url.pathname !== new URL(redirectUrl).pathname || url.searchParams.get('state') !== state) {
        return void res.writeHead(404).end('<p>There is nothing here.</p>')
      }
      const words = url.searchParams.has('error') ? 'You were not signed in.' : 'You are signed in.'
      res.end(`<!doctype html><title>Sign-in</title><p>${words} You can close this page.</p>`, () =>
        end(() => resolve(url)),
      )
    })
  })
}
