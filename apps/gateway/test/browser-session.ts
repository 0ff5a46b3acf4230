import type { TestGateway } from './open-test-gateway.ts'

const ownPage = { 'x-patchbay-console': '1', 'sec-fetch-site': 'same-origin', 'user-agent': 'A browser of these tests' }

/** A JSON answer, whose shape the test asserts. */
type Answer = Awaited<ReturnType<TestGateway['fetchJson']>>

/** What the console's page is to the gateway: a browser that keeps the cookies it is given. */
export interface BrowserSession {
  send(method: string, path: string, json?: unknown): Promise<Answer>
  /** Follows addresses and fills in the forms of `oidc-provider`, as a person does, until back at the gateway. */
  visit(url: string, login: string): Promise<URL>
  /** The cookies of every site that was visited. */
  cookies: Map<string, string>
}

export function createBrowserSession(gateway: TestGateway): BrowserSession {
  const cookies = new Map<string, string>()
  const cookie = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  function keep(headers: Headers) {
    for (const set of headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      if (/Max-Age=0|1970/.test(set)) cookies.delete(name)
      else cookies.set(name, value)
    }
  }
  return {
    cookies,
    async send(method, path, json) {
      const answer = await gateway.fetchJson(path, { method, json, headers: { ...ownPage, cookie: cookie() } })
      keep(answer.headers)
      return answer
    },
    async visit(start, login) {
      let url = start
      let body: URLSearchParams | undefined
      for (let step = 0; step < 20; step += 1) {
        const response: Response = await fetch(url, {
          redirect: 'manual',
          headers: { cookie: cookie() },
          ...(body && { method: 'POST', body }),
        })
        keep(response.headers)
        const location = response.headers.get('location')
        if (location !== null) {
          const isBack = url.includes('/api/console/provider/callback')
          url = new URL(location, url).href
          body = undefined
          if (isBack) return new URL(url)
        } else {
          const page = await response.text()
          const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1]
          if (prompt === undefined) throw new Error(`Not a form: ${page.slice(0, 300)}`)
          url = new URL(/action="([^"]+)"/.exec(page)?.[1] ?? '', url).href
          body = new URLSearchParams({ prompt, login, password: 'anything' })
        }
      }
      throw new Error('The sign-in never came back')
    },
  }
}
