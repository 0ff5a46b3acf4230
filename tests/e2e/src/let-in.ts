import * as z from 'zod'
import { makeSignInLink } from './console-page.ts'
import type { Gateway } from './start-gateway.ts'

/**
 * What a person does whom a client sends to the gateway: signs in, and lets the client in.
 *
 * @param start - Where the client sends them.
 * @returns The address that they are sent back to, which is not opened yet.
 */
export async function letIn(gateway: Gateway, start: string | URL): Promise<URL> {
  const { origin } = new URL(start)
  const cookies = new Map<string, { value: string; path: string }>()
  const open = async (to: string | URL, json?: unknown) => {
    const target = new URL(to, origin)
    const sent = [...cookies].filter(([, { path }]) => target.pathname.startsWith(path))
    const cookie = sent.map(([name, { value }]) => `${name.split(' ')[0]}=${value}`).join('; ')
    const posted = json === undefined ? {} : { method: 'POST', body: JSON.stringify(json) }
    const headers = { cookie, 'content-type': 'application/json', 'x-patchbay-console': '1' }
    const response = await fetch(target, { redirect: 'manual', headers, ...posted })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      const path = /;\s*path=([^;]+)/i.exec(line)?.[1] ?? '/'
      cookies.set(`${name} ${path}`, { value, path })
    }
    return response
  }
  const next = async (response: Response) => {
    const location = response.headers.get('location')
    if (location === null) throw new Error(`${response.status} ${await response.text()}`)
    return new URL(location, origin)
  }

  await open('/api/console/sign-in', { code: new URL(await makeSignInLink(gateway)).hash.slice('#code='.length) })
  const question = await next(await open(start))
  const answered = await open(`${question.pathname}/answer`, { allow: true, agentId: null })
  const { continueAt } = z.object({ continueAt: z.string() }).parse(await answered.json())
  return next(await open(continueAt))
}
