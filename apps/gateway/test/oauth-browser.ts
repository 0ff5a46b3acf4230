import { createHash, randomBytes } from 'node:crypto'
import { decodeJwt } from 'jose'
import type { TestGateway } from './open-test-gateway.ts'

const OAUTH = '/api/v1/mcp-oauth'

/** An answer, whose shape the test asserts. */
// oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of many shapes
type Body = any

interface OAuthClient {
  client_id: string
  client_secret?: string
  redirect_uris: string[]
}

interface Tokens {
  access_token: string
  refresh_token: string
}

/** A browser with its cookies, in front of a gateway, and a client that sends it there. */
export interface OAuthBrowser {
  /** Without following redirects. */
  open(url: string, init?: RequestInit): Promise<Response>
  signIn(): Promise<void>
  register(metadata?: object): Promise<OAuthClient>
  /** Begins an authorization. @returns What the gateway answered, and the verifier of its challenge. */
  authorize(
    client: OAuthClient,
    params?: Record<string, string | undefined>,
  ): Promise<{ answer: Response; verifier: string }>
  /** Answers the consent that an authorization has led to. @returns The address that the client is called back at. */
  answer(authorization: Response, body: object): Promise<URL>
  /** Everything up to the code. */
  getCode(
    client: OAuthClient,
    params?: Record<string, string | undefined>,
    agentId?: number | null,
  ): Promise<{ code: string; verifier: string; back: URL }>
  /** A request to the token endpoint, or another that takes a form. */
  post(client: OAuthClient, form: Record<string, string>, path?: string): Promise<{ status: number; body: Body }>
  exchange(client: OAuthClient, code: string, verifier: string): Promise<{ status: number; body: Body }>
  /** Everything up to the tokens. */
  getTokens(client: OAuthClient, params?: Record<string, string | undefined>, agentId?: number | null): Promise<Tokens>
}

export function createOAuthBrowser({ gateway }: Pick<TestGateway, 'gateway'>): OAuthBrowser {
  const origin = gateway.publicUrl
  const cookies = new Map<string, { value: string; path: string }>()

  const open: OAuthBrowser['open'] = async (url, init = {}) => {
    const target = new URL(url, origin)
    const cookie = [...cookies]
      .filter(([, { path }]) => target.pathname.startsWith(path))
      .map(([name, { value }]) => `${name.split(' ')[0]}=${value}`)
      .join('; ')
    const response = await fetch(target, {
      redirect: 'manual',
      ...init,
      headers: { ...(init.headers as Record<string, string> | undefined), cookie },
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      const path = /;\s*path=([^;]+)/i.exec(line)?.[1] ?? '/'
      cookies.set(`${name} ${path}`, { value, path })
    }
    return response
  }

  const json = { 'content-type': 'application/json', 'x-patchbay-console': '1' }

  const browser: OAuthBrowser = {
    open,
    async signIn() {
      const code = new URL(await gateway.makeSignInLink()).hash.slice('#code='.length)
      await open('/api/console/sign-in', { method: 'POST', headers: json, body: JSON.stringify({ code }) })
    },
    async register(metadata = {}) {
      const body = {
        client_name: 'A voice assistant',
        redirect_uris: ['http://localhost:8000/callback'],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        ...metadata,
      }
      const response = await open(`${OAUTH}/register`, { method: 'POST', headers: json, body: JSON.stringify(body) })
      if (response.status !== 201) throw new Error(await response.text())
      // RFC 7591 §3.2.1.
      return (await response.json()) as OAuthClient
    },
    async authorize(client, params = {}) {
      const verifier = randomBytes(32).toString('base64url')
      const query = new URLSearchParams()
      const all = {
        client_id: client.client_id,
        response_type: 'code',
        redirect_uri: client.redirect_uris[0],
        scope: 'tools:call offline_access',
        state: 'a-state',
        resource: `${origin}/mcp`,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
        ...params,
      }
      for (const [name, value] of Object.entries(all)) if (value !== undefined) query.set(name, value)
      return { answer: await open(`${OAUTH}/authorize?${query.toString()}`), verifier }
    },
    async answer(authorization, body) {
      const place = authorization.headers.get('location') ?? ''
      const answered = await open(`${place}/answer`, { method: 'POST', headers: json, body: JSON.stringify(body) })
      const text = await answered.text()
      if (answered.status !== 200) throw new Error(text)
      const resumed = await open(JSON.parse(text).continueAt)
      return new URL(resumed.headers.get('location') ?? `${origin}/nowhere`)
    },
    async getCode(client, params, agentId = null) {
      const { answer, verifier } = await browser.authorize(client, params)
      const back = await browser.answer(answer, { allow: true, agentId })
      return { code: back.searchParams.get('code') ?? '', verifier, back }
    },
    async post(client, form, path = 'token') {
      const { client_id, client_secret } = client
      const body = new URLSearchParams({ client_id, ...(client_secret ? { client_secret } : {}), ...form })
      const response = await fetch(`${origin}${OAUTH}/${path}`, { method: 'POST', body })
      const text = await response.text()
      return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
    },
    exchange: (client, code, verifier) =>
      browser.post(client, {
        grant_type: 'authorization_code',
        code,
        code_verifier: verifier,
        redirect_uri: client.redirect_uris[0] ?? '',
      }),
    async getTokens(client, params, agentId) {
      const { code, verifier } = await browser.getCode(client, params, agentId)
      const { status, body } = await browser.exchange(client, code, verifier)
      if (status !== 200) throw new Error(JSON.stringify(body))
      decodeJwt(body.access_token)
      return body
    },
  }
  return browser
}
