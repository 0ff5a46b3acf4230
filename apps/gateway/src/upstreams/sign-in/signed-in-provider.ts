import type {
  OAuthClientProvider,
  OAuthDiscoveryState,
  StoredOAuthClientInformation,
  StoredOAuthTokens,
} from '@modelcontextprotocol/client'
import { and, eq } from 'drizzle-orm'
import type { KeyRing } from '../../store/key-ring.ts'
import { serverCredentials } from '../../store/schema/server-credentials.ts'
import type { Store } from '../../store/store.ts'
import { Unauthorized } from '../http-request.ts'

/** Where a person comes back to. */
export const SIGN_IN_CALLBACK = '/api/mcp/sign-in/callback'

export interface ProviderOptions {
  store: Store
  keyRing: KeyRing
  serverId: number
  userId: number
  redirectUrl: string
  /** Goes with the person and comes back. */
  state?: string
  /** Is told where a person has to sign in. */
  onRedirect?: (url: URL) => void
  now: () => number
}

/** What is kept, sealed, of a user's sign-in at a server. */
interface Kept {
  client?: StoredOAuthClientInformation
  tokens?: StoredOAuthTokens
  verifier?: string
  discovery?: OAuthDiscoveryState
}

/** What the SDK's OAuth client keeps for one user at one server. */
export function createOAuthProvider(options: ProviderOptions): OAuthClientProvider {
  const { serverId, userId, redirectUrl, state, onRedirect } = options
  const place = and(
    eq(serverCredentials.serverId, serverId),
    eq(serverCredentials.userId, userId),
    eq(serverCredentials.kind, 'oauth'),
  )
  const boundTo = `server_credentials:${serverId}:${userId}:oauth`

  async function read(): Promise<Kept> {
    const [row] = await options.store.db
      .select({ sealed: serverCredentials.sealed })
      .from(serverCredentials)
      .where(place)
    // What was sealed here by us.
    return row ? (JSON.parse(options.keyRing.open(row.sealed, boundTo)) as Kept) : {}
  }

  async function write(change: Kept): Promise<void> {
    const sealed = options.keyRing.seal(JSON.stringify({ ...(await read()), ...change }), boundTo)
    const updatedAt = new Date(options.now())
    await options.store.db
      .insert(serverCredentials)
      .values({ serverId, userId, kind: 'oauth', sealed, updatedAt })
      .onConflictDoUpdate({
        target: [serverCredentials.serverId, serverCredentials.userId, serverCredentials.kind],
        set: { sealed, updatedAt },
      })
  }

  return {
    redirectUrl,
    clientMetadata: {
      client_name: 'Patchbay',
      redirect_uris: [redirectUrl],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    },
    ...(state === undefined ? {} : { state: () => state }),
    clientInformation: async () => (await read()).client,
    saveClientInformation: (client) => write({ client }),
    tokens: async () => (await read()).tokens,
    saveTokens: (tokens) => write({ tokens }),
    redirectToAuthorization(url) {
      if (!onRedirect) throw new Unauthorized('A person has to sign in at the server')
      onRedirect(url)
    },
    saveCodeVerifier: (verifier) => write({ verifier }),
    async codeVerifier() {
      const { verifier } = await read()
      if (verifier === undefined) throw new Error('There is no sign-in under way')
      return verifier
    },
    saveDiscoveryState: (discovery) => write({ discovery }),
    discoveryState: async () => (await read()).discovery,
    async invalidateCredentials(scope) {
      const { client, tokens, verifier, discovery } = await read()
      const kept: Kept = {
        ...(client && scope !== 'all' && scope !== 'client' && { client }),
        ...(tokens && scope !== 'all' && scope !== 'tokens' && { tokens }),
        ...(verifier && scope !== 'all' && scope !== 'verifier' && { verifier }),
        ...(discovery && scope !== 'all' && scope !== 'discovery' && { discovery }),
      }
      const sealed = options.keyRing.seal(JSON.stringify(kept), boundTo)
      await options.store.db
        .update(serverCredentials)
        .set({ sealed, updatedAt: new Date(options.now()) })
        .where(place)
    },
  }
}

/** @returns The provider of a user who has signed in at a server, else nothing. */
export async function findSignedIn(options: ProviderOptions): Promise<OAuthClientProvider | undefined> {
  const provider = createOAuthProvider(options)
  return (await provider.tokens()) ? provider : undefined
}
