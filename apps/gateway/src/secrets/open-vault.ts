import { setTimeout as wait } from 'node:timers/promises'
import * as z from 'zod'

/** How long one answer may take, in ms. */
const LIMIT_MS = 10_000
/** After a renewal that failed, in ms. */
const RETRY_MS = 30_000
/** The longest that a timer is set for, in ms; a longer lease is renewed earlier than it has to be. */
const LONGEST_MS = 24 * 3600 * 1000

/** Why a secret cannot be read, as the end of a sentence. It never holds a value or a token. */
export class VaultError extends Error {}

export interface VaultOptions {
  /** An origin, with a path where Vault is behind one. */
  addr: string
  namespace: string | undefined
  auth: { token: string } | { roleId: string; secretId: string }
}

export interface Vault extends AsyncDisposable {
  /**
   * Reads one field; each path is asked for once.
   *
   * @param path - `MOUNT/PATH`, or the API's own form with `/data/` in it where the mount has several parts.
   * @throws {VaultError} Where it cannot.
   */
  read(path: string, field: string): Promise<string>
  /** Renews the token from now on, before two thirds of its time are over, until this is disposed. */
  keepToken(onError: (error: Error) => void): void
}

const secretAnswer = z.object({ data: z.object({ data: z.record(z.string(), z.unknown()).nullable() }) })
const authAnswer = z.object({
  auth: z.object({ client_token: z.string(), lease_duration: z.number(), renewable: z.boolean() }),
})
const tokenAnswer = z.object({ data: z.object({ ttl: z.number(), renewable: z.boolean() }) })

/**
 * A reader of HashiCorp Vault's KV engine, version 2 (https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2), by a
 * token or an AppRole. What an AppRole signs in for is given back when this is disposed.
 */
export function openVault({ addr, namespace, auth }: VaultOptions): Vault {
  const read = new Map<string, Promise<Record<string, unknown>>>()
  const ended = new AbortController()
  let signedIn: Promise<string> | undefined

  async function request(method: 'GET' | 'POST', path: string, held?: string, body?: unknown): Promise<Response> {
    return fetch(`${addr}/v1/${path}`, {
      method,
      // To another host the token must not go.
      redirect: 'error',
      headers: {
        'x-vault-request': 'true',
        ...(held === undefined ? {} : { 'x-vault-token': held }),
        ...(namespace === undefined ? {} : { 'x-vault-namespace': namespace }),
      },
      signal: AbortSignal.any([AbortSignal.timeout(LIMIT_MS), ended.signal]),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw new VaultError(`Vault at ${addr} does not answer (${reasonOf(error)}). Start it, or correct VAULT_ADDR`, {
        cause: error,
      })
    })
  }

  function token(): Promise<string> {
    signedIn ??= 'token' in auth ? Promise.resolve(auth.token) : signIn(auth)
    return signedIn
  }

  async function signIn({ roleId, secretId }: { roleId: string; secretId: string }): Promise<string> {
    const answer = await request('POST', 'auth/approle/login', undefined, { role_id: roleId, secret_id: secretId })
    if (answer.ok) return authAnswer.parse(await answer.json()).auth.client_token
    throw new VaultError(
      answer.status === 503
        ? `Vault at ${addr} is sealed or not ready. Unseal it`
        : `Vault refuses the AppRole (${answer.status}). Look at VAULT_ROLE_ID and VAULT_SECRET_ID`,
    )
  }

  async function fieldsOf(path: string): Promise<Record<string, unknown>> {
    const apiPath = path.includes('/data/') ? path : path.replace('/', '/data/')
    const answer = await request('GET', apiPath.split('/').map(encodeURIComponent).join('/'), await token())
    if (answer.ok) {
      const { data } = secretAnswer.parse(await answer.json()).data
      if (data) return data
    }
    if (answer.status === 404 || answer.ok) throw new VaultError(`there is nothing at ${path} in Vault`)
    if (answer.status === 503) throw new VaultError(`Vault at ${addr} is sealed or not ready. Unseal it`)
    if (answer.status === 403) {
      throw new VaultError(
        `Vault refuses ${path} (403): the token has ended, or has no policy that lets it read ${apiPath}`,
      )
    }
    throw new VaultError(`Vault answered ${answer.status} for ${path}`)
  }

  async function keep(onError: (error: Error) => void): Promise<void> {
    let next = await leaseOf()
    while (next !== undefined) {
      await wait(Math.min(next, LONGEST_MS), undefined, { ref: false, signal: ended.signal })
      next = await renew().catch((error: unknown) => {
        if (ended.signal.aborted) throw error
        onError(new Error('The token for Vault could not be renewed', { cause: error }))
        return RETRY_MS
      })
    }
  }

  /** @returns After how long it should be renewed, in ms; nothing for one that cannot be. */
  async function leaseOf(): Promise<number | undefined> {
    const answer = await request('GET', 'auth/token/lookup-self', await token())
    if (!answer.ok) throw new VaultError(`Vault answered ${answer.status} about the token`)
    const { ttl, renewable } = tokenAnswer.parse(await answer.json()).data
    return renewable && ttl > 0 ? afterTwoThirds(ttl) : undefined
  }

  async function renew(): Promise<number | undefined> {
    const answer = await request('POST', 'auth/token/renew-self', await token(), {})
    if (!answer.ok) throw new VaultError(`Vault answered ${answer.status}`)
    const { lease_duration: seconds, renewable } = authAnswer.parse(await answer.json()).auth
    return renewable && seconds > 0 ? afterTwoThirds(seconds) : undefined
  }

  return {
    async read(path, field) {
      const found = read.get(path) ?? fieldsOf(path)
      read.set(path, found)
      const value = (await found)[field]
      if (typeof value === 'string' && value !== '') return value
      throw new VaultError(
        value === undefined
          ? `${path} in Vault has no field ${field}`
          : `${path}#${field} in Vault is no text, or empty`,
      )
    },
    keepToken(onError) {
      if (!('token' in auth)) return
      keep(onError).catch((error: unknown) => {
        if (!ended.signal.aborted) onError(new Error('The token for Vault is not renewed', { cause: error }))
      })
    },
    async [Symbol.asyncDispose]() {
      if (!('token' in auth) && signedIn) {
        // It ends by itself too.
        await signedIn.then((made) => request('POST', 'auth/token/revoke-self', made)).catch(() => {})
      }
      ended.abort()
    },
  }
}

function afterTwoThirds(seconds: number): number {
  return (seconds * 1000 * 2) / 3
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if ('code' in error && typeof error.code === 'string') return error.code
  return error.cause === undefined ? error.name : reasonOf(error.cause)
}
