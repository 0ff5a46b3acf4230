import {
  auth,
  computeScopeUnion,
  isStrictScopeSuperset,
  validateAuthorizationResponseIssuer,
  type OAuthClientInformationMixed,
  type OAuthClientInformationFull,
  type OAuthClientProvider,
  type StoredOAuthClientInformation,
} from '@modelcontextprotocol/client'
import { PatchbayError } from '@patchbay/contract/error'
import type { RecordKeeper } from './sign-in-record.ts'
import type { SignInNeeded } from './sign-in-needed.ts'

export interface AuthorizeOptions {
  serverUrl: URL
  keep: RecordKeeper
  fetch: typeof globalThis.fetch
  needed?: SignInNeeded
  clientName?: string
  scope?: string
  client?: OAuthClientInformationMixed
  clientMetadataUrl?: string
}

/** Finds out who signs people in for a server, registers there, and begins. @returns Where to send the person. */
export async function authorize(options: AuthorizeOptions, redirectUrl: string): Promise<URL> {
  const { keep, needed, serverUrl } = options
  const { tokens, scope: before } = await keep.read()
  // Where the server says something else by now, it is believed.
  await keep.drop('discovery', 'underWay')
  // A token that lacks something must not lose what it had (MCP, step-up authorization).
  const scope = needed?.widens ? computeScopeUnion(before ?? tokens?.scope, needed.scope) : needed?.scope
  let start: URL | undefined
  const state = randomState()
  const provider = createProvider(options, { redirectUrl, state, wanted: scope, onRedirect: (url) => (start = url) })
  try {
    await auth(provider, {
      serverUrl,
      ...(scope !== undefined && { scope }),
      ...(needed?.resourceMetadataUrl && { resourceMetadataUrl: needed.resourceMetadataUrl }),
      forceReauthorization: true,
      fetchFn: options.fetch,
    })
  } catch (error) {
    throw failed(`${serverUrl.origin} offers no sign-in that works`, error)
  }
  if (!start || !/^https?:$/.test(start.protocol)) {
    throw new PatchbayError('SIGN_IN_FAILED', `${serverUrl.origin} sends people to no web page`)
  }
  const asked = start.searchParams.get('scope')
  await keep.write({ redirectUrl, ...(asked !== null && { scope: asked }) })
  return start
}

/** Takes what the person came back with, and gets the token for it. */
export async function finishAuthorization(options: AuthorizeOptions, { searchParams }: URL): Promise<void> {
  const { keep, serverUrl, fetch } = options
  const { underWay, discovery } = await keep.read()
  await keep.drop('underWay')
  if (!underWay || searchParams.get('state') !== underWay.state) {
    throw new PatchbayError('SIGN_IN_FAILED', 'This sign-in was not begun here, or is over. Begin again.')
  }
  const metadata = discovery?.authorizationServerMetadata
  const iss = searchParams.get('iss') ?? undefined
  try {
    // Before anything that came back is believed or shown (RFC 9207 §2.4).
    validateAuthorizationResponseIssuer({
      iss,
      expectedIssuer: metadata?.issuer,
      issParameterSupported: metadata?.authorization_response_iss_parameter_supported === true,
    })
    const refused = searchParams.get('error')
    if (refused !== null) {
      const words =
        refused === 'access_denied' ? 'The person, or the server, said no' : `The server said ${refused.slice(0, 200)}`
      throw new PatchbayError('SIGN_IN_FAILED', words)
    }
    const provider = createProvider(options, { ...underWay, onRedirect: () => {} })
    await auth(provider, {
      serverUrl,
      authorizationCode: searchParams.get('code') ?? '',
      ...(iss !== undefined && { iss }),
      fetchFn: fetch,
    })
  } catch (error) {
    throw failed(`The sign-in at ${serverUrl.origin} did not end well`, error)
  }
}

interface Way {
  redirectUrl: string
  state: string
  /** Of the second half. */
  verifier?: string
  /** The scopes that are asked for, where they are known by now. */
  wanted?: string | undefined
  onRedirect: (url: URL) => void
}

/** What the SDK's flow keeps and asks, over our record. */
function createProvider(options: AuthorizeOptions, way: Way): OAuthClientProvider {
  const { keep, client, clientName = 'Patchbay client', scope, clientMetadataUrl } = options
  const { redirectUrl, state, verifier, wanted, onRedirect } = way
  return {
    redirectUrl,
    clientMetadata: {
      client_name: clientName,
      redirect_uris: [redirectUrl],
      // Loopback ports may then vary (RFC 8252 §7.3); a page's address does not.
      application_type: new URL(redirectUrl).hostname === '127.0.0.1' ? 'native' : 'web',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      ...(scope !== undefined && { scope }),
    },
    ...(clientMetadataUrl !== undefined && { clientMetadataUrl }),
    state: () => state,
    async clientInformation() {
      if (client) return client
      const kept = (await keep.read()).client
      return kept && mayAsk(kept, redirectUrl, wanted) ? kept : undefined
    },
    saveClientInformation: async (saved) => (client ? undefined : keep.write({ client: saved })),
    tokens: async () => (await keep.read()).tokens,
    saveTokens: (tokens) => keep.write({ tokens }),
    redirectToAuthorization: onRedirect,
    saveCodeVerifier: (saved) => keep.write({ underWay: { state, redirectUrl, verifier: saved } }),
    codeVerifier: () => verifier ?? '',
    saveDiscoveryState: (discovery) => keep.write({ discovery }),
    discoveryState: async () => (await keep.read()).discovery,
    async invalidateCredentials(what) {
      if (what === 'all') return keep.forget()
      if (what !== 'verifier') await keep.drop(what)
    },
  }
}

/** One that was registered for another address, or for less, would be refused: it is registered anew. */
function mayAsk(client: StoredOAuthClientInformation, redirectUrl: string, wanted: string | undefined): boolean {
  const { redirect_uris: registered, scope }: Partial<OAuthClientInformationFull> = client
  if (registered && !registered.includes(redirectUrl)) return false
  return scope === undefined || !isStrictScopeSuperset(wanted, scope)
}

function randomState(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function failed(what: string, error: unknown): PatchbayError {
  if (error instanceof PatchbayError) return error
  const reason = error instanceof Error ? error.message : String(error)
  return new PatchbayError('SIGN_IN_FAILED', `${what}: ${reason}`, { cause: error })
}
