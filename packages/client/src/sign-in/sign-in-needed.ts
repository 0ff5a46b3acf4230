import { extractWWWAuthenticateParams } from '@modelcontextprotocol/client'

/** A server wants a person to sign in, or to agree to more. */
export class SignInNeeded extends Error {
  /** Space-separated, where the server names them (RFC 6750 §3). */
  readonly scope: string | undefined
  /** Where the server says who signs people in (RFC 9728 §5.1). */
  readonly resourceMetadataUrl: URL | undefined
  /** What a token that is there lacks: another like it would not help. */
  readonly widens: boolean

  private constructor(scope: string | undefined, resourceMetadataUrl: URL | undefined, widens: boolean) {
    super('A person has to sign in')
    this.name = 'SignInNeeded'
    this.scope = scope
    this.resourceMetadataUrl = resourceMetadataUrl
    this.widens = widens
  }

  /** @param response - A 401. */
  static from(response: Response): SignInNeeded {
    const { scope, resourceMetadataUrl } = extractWWWAuthenticateParams(response)
    return new SignInNeeded(scope, resourceMetadataUrl, false)
  }

  static forScope(scope: string | undefined, resourceMetadataUrl: URL | undefined): SignInNeeded {
    return new SignInNeeded(scope, resourceMetadataUrl, true)
  }
}
