import {
  OAuthError,
  refreshAuthorization,
  type AuthProvider,
  type OAuthClientInformationMixed,
} from '@modelcontextprotocol/client'
import { PatchbayError } from '@patchbay/contract/error'
import { authorize, finishAuthorization, type AuthorizeOptions } from './authorize.ts'
import type { Person } from './person.ts'
import { revokeTokens } from './revoke-tokens.ts'
import { keepRecord, type RecordKeeper } from './sign-in-record.ts'
import { SignInNeeded } from './sign-in-needed.ts'
import { memoryStorage, type TokenStorage } from './token-storage.ts'

export interface SignInOptions {
  /** Where tokens and the registered client are kept; in memory unless given. */
  storage?: TokenStorage
  /** How a person gets to the sign-in page and back. Without it only what is kept is used and renewed, and `begin` and `finish`. */
  person?: Person
  /** What the consent page calls this client. */
  clientName?: string
  /** Asked for where the server names no scopes; space-separated. */
  scope?: string
  /** A client that was registered by hand. */
  client?: OAuthClientInformationMixed
  /** An https address of this client's own metadata (client id metadata document), for servers that take one. */
  clientMetadataUrl?: string
  fetch?: typeof globalThis.fetch
}

/** Signs in at MCP servers: discovery, registration, PKCE, renewal (MCP, authorization). Give it to an `MCPClient`. */
export interface SignIn {
  /** The token of a server for the official transports; renews it, once for all who find it over. */
  authProvider(serverUrl: URL): AuthProvider
  /** Has a person sign in, once for all who want it. */
  signIn(serverUrl: URL, needed?: SignInNeeded, signal?: AbortSignal): Promise<void>
  /** The first half of a sign-in that leaves the page: where to send the person. */
  begin(serverUrl: URL, redirectUrl: string): Promise<URL>
  /** The second half, on the page that they come back to. */
  finish(serverUrl: URL, cameBackWith: URL): Promise<void>
  /** Revokes what is kept of a server, where it has a place for that, and forgets it. */
  signOut(serverUrl: URL, signal?: AbortSignal): Promise<void>
  /** A `fetch` that remembers which token a request carried. The client wraps its own with it. */
  watch(fetch: typeof globalThis.fetch): typeof globalThis.fetch
}

export function createSignIn(options: SignInOptions = {}): SignIn {
  const { storage = memoryStorage(), person, fetch = globalThis.fetch.bind(globalThis) } = options
  const renewals = new Map<string, Promise<void>>()
  const visits = new Map<string, Promise<void>>()
  /** With what token the server refused a request. */
  const sentWith = new WeakMap<Response, string>()
  const keeper = (serverUrl: URL) => keepRecord(storage, serverUrl)
  const authorizeOptions = (serverUrl: URL): AuthorizeOptions => ({
    ...options,
    fetch,
    serverUrl,
    keep: keeper(serverUrl),
  })

  const once = (running: Map<string, Promise<void>>, { href }: URL, start: () => Promise<void>): Promise<void> => {
    const begun = running.get(href) ?? start().finally(() => running.delete(href))
    running.set(href, begun)
    return begun
  }

  return {
    authProvider: (serverUrl) => ({
      token: async () => (await keeper(serverUrl).read()).tokens?.access_token,
      async onUnauthorized({ response }) {
        const { tokens } = await keeper(serverUrl).read()
        const refused = sentWith.get(response)
        // Somebody else renewed it while this request was on its way.
        if (tokens && refused !== undefined && refused !== tokens.access_token) return
        await once(renewals, serverUrl, () => renew(keeper(serverUrl), SignInNeeded.from(response), fetch))
      },
    }),

    signIn: (serverUrl, needed, signal = new AbortController().signal) =>
      once(visits, serverUrl, async () => {
        if (!person) throw new PatchbayError('SIGN_IN_REQUIRED', `A person has to sign in at ${serverUrl.origin}`)
        const { redirectUrl: before } = await keeper(serverUrl).read()
        const visit = await person.prepare(before, signal)
        try {
          const own = { ...authorizeOptions(serverUrl), ...(needed && { needed }) }
          const start = await authorize(own, visit.redirectUrl)
          await finishAuthorization(own, await visit.go(start, signal))
        } finally {
          await visit.close()
        }
      }),

    begin: (serverUrl, redirectUrl) => authorize(authorizeOptions(serverUrl), redirectUrl),
    finish: (serverUrl, cameBackWith) => finishAuthorization(authorizeOptions(serverUrl), cameBackWith),

    async signOut(serverUrl, signal) {
      const { tokens, client, discovery } = await keeper(serverUrl).read()
      await keeper(serverUrl).forget()
      await revokeTokens({ tokens, client, discovery, fetch, signal })
    },

    watch: (inner) => async (input, init) => {
      const response = await inner(input, init)
      const token = /^Bearer (.+)$/i.exec(new Headers(init?.headers).get('authorization') ?? '')?.[1]
      if (response.status === 401 && token !== undefined) sentWith.set(response, token)
      return response
    },
  }
}

/** @throws {SignInNeeded} Where there is nothing to renew, or it is over; `SERVER_UNREACHABLE` where nobody can say. */
async function renew(keep: RecordKeeper, needed: SignInNeeded, fetch: typeof globalThis.fetch): Promise<void> {
  const { tokens, client, discovery } = await keep.read()
  if (tokens?.refresh_token === undefined || !client || !discovery) throw needed
  const { authorizationServerUrl, authorizationServerMetadata: metadata, resourceMetadata } = discovery
  try {
    const renewed = await refreshAuthorization(authorizationServerUrl, {
      ...(metadata && { metadata }),
      clientInformation: client,
      refreshToken: tokens.refresh_token,
      ...(resourceMetadata && { resource: resourceMetadata.resource }),
      fetchFn: fetch,
    })
    await keep.write({ tokens: { ...tokens, ...renewed } })
  } catch (error) {
    // Only what the server says ends a sign-in: a server that cannot be reached leaves it as it is.
    if (!(error instanceof OAuthError)) {
      const words = `The token could not be renewed: ${new URL(authorizationServerUrl).origin} cannot be reached`
      throw new PatchbayError('SERVER_UNREACHABLE', words, { cause: error })
    }
    await keep.drop('tokens')
    throw needed
  }
}
