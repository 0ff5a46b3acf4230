import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface VaultServer extends AsyncDisposable {
  url: string
  /** By `MOUNT/PATH`. A null was deleted. */
  secrets: Record<string, Record<string, unknown> | null>
  token: string
  /** Of the token, in seconds; 0 for one that does not end. */
  ttl: number
  sealed: boolean
  /** `METHOD PATH` of what was asked for, in order. */
  requests: string[]
}

export const ROLE_ID = 'patchbay-role'
export const SECRET_ID = 'marked-secret-of-the-role'

/**
 * Answers as HashiCorp's API documentation says that Vault does, for the KV engine of version 2, AppRole and tokens of its own
 * (https://developer.hashicorp.com/vault/api-docs). It is not Vault, which no package registry brings.
 */
export async function openVaultServer(token = 'marked-token-of-vault', namespace?: string): Promise<VaultServer> {
  const made = new Set<string>()
  const server = createServer((req, res) => {
    void answer(req).then(({ status, body }) => {
      res.writeHead(status, { 'content-type': 'application/json' })
      res.end(body === undefined ? undefined : JSON.stringify(body))
    })
  })
  async function answer(req: IncomingMessage): Promise<{ status: number; body?: unknown }> {
    const path = decodeURIComponent(req.url ?? '').replace('/v1/', '')
    vault.requests.push(`${req.method} ${path}`)
    if (vault.sealed) return { status: 503, body: { errors: ['Vault is sealed'] } }
    const denied = { status: 403, body: { errors: ['permission denied'] } }
    if (req.headers['x-vault-namespace'] !== namespace) return denied
    const auth = (client: string) => ({
      auth: { client_token: client, lease_duration: vault.ttl, renewable: vault.ttl > 0 },
    })
    if (path === 'auth/approle/login') {
      const given: unknown = JSON.parse(await text(req))
      const right = JSON.stringify(given) === JSON.stringify({ role_id: ROLE_ID, secret_id: SECRET_ID })
      if (!right) return { status: 400, body: { errors: ['invalid role or secret ID'] } }
      const client = `made-${made.size + 1}`
      made.add(client)
      return { status: 200, body: auth(client) }
    }
    const held = String(req.headers['x-vault-token'])
    if (held !== vault.token && !made.has(held)) return denied
    if (path === 'auth/token/lookup-self') {
      return { status: 200, body: { data: { ttl: vault.ttl, renewable: vault.ttl > 0 } } }
    }
    if (path === 'auth/token/renew-self') return { status: 200, body: auth(held) }
    if (path === 'auth/token/revoke-self') {
      made.delete(held)
      return { status: 204 }
    }
    const found = vault.secrets[path.replace('/data/', '/')]
    if (found === undefined) return { status: 404, body: { errors: [] } }
    const metadata = { version: 1, deletion_time: found === null ? '2026-01-01T00:00:00Z' : '' }
    return { status: found === null ? 404 : 200, body: { data: { data: found, metadata } } }
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const vault: VaultServer = {
    // A server that listens on TCP has an address.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    secrets: {},
    token,
    ttl: 0,
    sealed: false,
    requests: [],
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return vault
}
