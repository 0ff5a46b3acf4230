import { scope, scopes, type Scope } from '@patchbay/contract'
import * as z from 'zod'
import { isLoopback } from './is-loopback.ts'
import { StartError } from './start-error.ts'

/** The OpenID Connect issuer whose people and tokens are let in. */
export interface OidcConfig {
  url: string
  /** What a token's `aud` must hold to be taken as a bearer; without one none is. */
  audience: string | undefined
  /** The client as which people sign in; without one nobody does. */
  clientId: string | undefined
  clientSecret: string | undefined
  name: string
  signUp: 'invited' | 'anyone'
  roleScopes: ReadonlyMap<string, readonly Scope[]>
}

/** @param secret - How a secret is read. */
export function oidcSettings(secret: z.ZodType<string, string>) {
  return {
    OIDC_ISSUER: z
      .url({ protocol: /^https?$/, error: 'must be an https address' })
      .refine(isSafeIssuer, 'must be an https address (http is for loopback alone)')
      .optional()
      .describe(
        'An OpenID Connect issuer, letter by letter as its tokens name it, such as `https://id.example.com/realms/main` (Keycloak) ' +
          'or `https://accounts.google.com`.',
      ),
    OIDC_AUDIENCE: z
      .string()
      .optional()
      .describe(
        "What `aud` must hold in that issuer's tokens, which are then taken as bearers on MCP paths and the library's routes. Default: none is taken.",
      ),
    OIDC_ROLE_SCOPES: z
      .string()
      .transform((list, context) => readRoleScopes(list) ?? refuseRoleScopes(context))
      .optional()
      .describe(
        'What a role of that issuer may do here: `ROLE=SCOPE+SCOPE`, separated by commas, such as `agent=tools:call,staff=tools:call+realtime`.',
      ),
    OIDC_CLIENT_ID: z
      .string()
      .optional()
      .describe('The client as which people sign in to the console there. Default: nobody does.'),
    OIDC_CLIENT_SECRET: secret.optional().describe('The secret of that client, where it has one. Secret.'),
    OIDC_NAME: z
      .string()
      .max(40, 'must be at most 40 characters long')
      .optional()
      .describe("What the sign-in page calls that provider. Default: the issuer's host."),
    OIDC_SIGN_UP: z
      .enum(['invited', 'anyone'], 'must be invited or anyone')
      .default('invited')
      .describe(
        'Who may come in by that provider without an account here: who has an invitation, or anyone, as a member.',
      ),
  }
}

type Read = z.infer<z.ZodObject<ReturnType<typeof oidcSettings>>>

/** @throws {StartError} For a setting that says nothing without `OIDC_ISSUER`. */
export function readOidcConfig(read: Read): OidcConfig | undefined {
  const url = read.OIDC_ISSUER
  if (url === undefined) {
    const needing = ['OIDC_AUDIENCE', 'OIDC_ROLE_SCOPES', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'] as const
    const stray = needing.find((name) => read[name] !== undefined)
    if (stray) throw new StartError(`${stray} needs OIDC_ISSUER beside it.`)
    return undefined
  }
  return {
    url,
    audience: read.OIDC_AUDIENCE,
    clientId: read.OIDC_CLIENT_ID,
    clientSecret: read.OIDC_CLIENT_SECRET,
    name: read.OIDC_NAME ?? new URL(url).host,
    signUp: read.OIDC_SIGN_UP,
    roleScopes: read.OIDC_ROLE_SCOPES ?? new Map(),
  }
}

/** Over plain HTTP anybody on the way could name the keys that tokens are checked by. */
function isSafeIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  return protocol === 'https:' || isLoopback(hostname)
}

/** @returns For each role its scopes; nothing where the list cannot be read. */
function readRoleScopes(list: string): Map<string, Scope[]> | undefined {
  const entries = list.split(',').map((entry) => {
    const [, role = '', names = ''] = /^\s*([^=]+)=(.+)$/.exec(entry) ?? []
    return [role.trim(), z.array(scope).safeParse(names.split('+').map((name) => name.trim()))] as const
  })
  if (entries.some(([role, read]) => role === '' || !read.success)) return undefined
  return new Map(entries.map(([role, read]) => [role, read.data ?? []]))
}

function refuseRoleScopes(context: z.RefinementCtx): never {
  context.addIssue({
    code: 'custom',
    message: `must be ROLE=SCOPE+SCOPE, separated by commas, of the scopes ${scopes.join(', ')}`,
  })
  return z.NEVER
}
