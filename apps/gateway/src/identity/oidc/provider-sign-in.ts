import { PatchbayError } from '@patchbay/contract'
import * as client from 'openid-client'
import { issuerUnavailable, type OidcIssuer } from './issuer.ts'
import type { ProviderAccount } from './linked-users.ts'
import { nameOfAccount } from './name-of-account.ts'

/** How long the provider may take for one answer, in seconds. */
const ANSWER_S = 5

/** What the browser that began a sign-in keeps, and must show when it comes back. */
interface SignInChecks {
  state: string
  nonce: string
  /** PKCE (RFC 7636). */
  verifier: string
}

/** Signing in by an OpenID Connect provider: code flow with PKCE, state and nonce. */
export interface ProviderSignIn {
  name: string
  signUp: OidcIssuer['signUp']
  /**
   * @param redirectUri - Where the provider sends the browser back to.
   * @throws {PatchbayError} `ISSUER_UNAVAILABLE`.
   */
  begin(redirectUri: string): Promise<{ url: string; checks: SignInChecks }>
  /**
   * @param current - The address at which the browser came back.
   * @throws {PatchbayError} `SIGN_IN_FAILED` or `ISSUER_UNAVAILABLE`.
   */
  finish(current: URL, checks: SignInChecks): Promise<ProviderAccount>
}

/** The provider is asked for its metadata when somebody wants to sign in, so that a gateway starts without it. */
export function createProviderSignIn(issuer: OidcIssuer & { clientId: string }): ProviderSignIn {
  const { url, clientId, clientSecret, name, signUp } = issuer
  let found: Promise<client.Configuration> | undefined

  function configuration(): Promise<client.Configuration> {
    const execute = [client.enableNonRepudiationChecks]
    // The settings allow plain HTTP for loopback alone.
    // oxlint-disable-next-line typescript/no-deprecated -- marked so to stand out
    if (url.startsWith('http:')) execute.push(client.allowInsecureRequests)
    const auth = clientSecret === undefined ? client.None() : client.ClientSecretPost(clientSecret)
    found ??= client
      .discovery(new URL(url), clientId, undefined, auth, { execute, timeout: ANSWER_S })
      .catch((error: unknown) => {
        found = undefined
        throw issuerUnavailable(error)
      })
    return found
  }

  return {
    name,
    signUp,
    async begin(redirectUri) {
      const provider = await configuration()
      const checks = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
      }
      const target = client.buildAuthorizationUrl(provider, {
        redirect_uri: redirectUri,
        scope: 'openid profile email',
        state: checks.state,
        nonce: checks.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(checks.verifier),
        code_challenge_method: 'S256',
      })
      return { url: target.href, checks }
    },
    async finish(current, { state, nonce, verifier }) {
      const provider = await configuration()
      try {
        const tokens = await client.authorizationCodeGrant(provider, current, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        })
        const claims = tokens.claims()
        if (!claims) throw new Error('The provider gave no ID token')
        return { issuer: claims.iss, subject: claims.sub, name: nameOfAccount(claims) }
      } catch (cause) {
        throw new PatchbayError('SIGN_IN_FAILED', 'The provider did not sign you in. Try again.', { cause })
      }
    },
  }
}
