/**
 * What a person does in a browser at `oidc-provider`'s own forms: signs in, agrees, and is sent back.
 *
 * @param back - The path that they are sent back to.
 * @param agrees - Whether they do, or say no.
 * @returns The address that they come back with, which was not opened yet.
 */
export async function signInByHand(start: URL, back = '/callback', agrees = true): Promise<URL> {
  const cookies = new Map<string, string>()
  let url = start.href
  let body: URLSearchParams | undefined
  for (let step = 0; step < 12; step += 1) {
    const response: Response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(body && { method: 'POST', body }),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      cookies.set(name, value)
    }
    body = undefined
    const location = response.headers.get('location')
    if (location !== null) {
      const next = new URL(location, url)
      if (next.pathname === back) return next
      url = next.href
      continue
    }
    const page = await response.text()
    const form = new URL(/action="([^"]+)"/.exec(page)?.[1] ?? '', url)
    if (!agrees) {
      url = `${form.href}/abort`
      continue
    }
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1] ?? ''
    url = form.href
    body = new URLSearchParams({ prompt, login: 'ana', password: 'anything' })
  }
  throw new Error('The sign-in never came back')
}
