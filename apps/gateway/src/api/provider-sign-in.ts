import { PatchbayError, providerStart, providerStarted } from '@patchbay/contract'
import * as z from 'zod'
import { addLinkedUser, findLinkedUser, linkUser, type ProviderAccount } from '../identity/oidc/linked-users.ts'
import { acceptInvitation } from '../identity/people/invitations.ts'
import type { User } from '../identity/users.ts'
import type { Api, ApiContext } from './api-context.ts'
import { requireOwnPage, requirePrincipal } from './require-principal.ts'
import { setSessionCookie } from './session-cookie.ts'

const PROVIDER_CALLBACK = '/api/console/provider/callback'

/** What the browser keeps while its person is at the provider. It comes back from another site, so `Lax`. */
const COOKIE = { name: 'patchbay_provider', path: PROVIDER_CALLBACK, seconds: 600 }

const kept = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  invitation: z.string().optional(),
  /** A one-time code that stands for whose account it is to be connected with: the session's cookie does not come along. */
  connect: z.string().optional(),
})

/** Signing in by the provider that the settings name. */
export function providerSignInRoutes(api: Api, context: ApiContext): void {
  const { identity, store, audit, publicUrl, countSignIn, now } = context
  const { provider, consoleSessions } = identity
  const at = () => new Date(now())

  api.post(
    '/api/console/provider/start',
    {
      schema: {
        tags: ['console'],
        summary: 'Begin to sign in by the provider: where the browser has to go',
        body: providerStart,
        response: { 200: providerStarted },
      },
    },
    async (request, reply) => {
      requireOwnPage(request)
      if (!provider) throw new PatchbayError('NOT_FOUND', 'No provider is set: see OIDC_ISSUER and OIDC_CLIENT_ID.')
      countSignIn(request.ip)
      const { invitation, connect } = request.body
      const { url, checks } = await provider.begin(publicUrl() + PROVIDER_CALLBACK)
      const keep: z.infer<typeof kept> = { ...checks, ...(invitation !== undefined && { invitation }) }
      if (connect) {
        const principal = await requirePrincipal(identity, request)
        if (principal.proof !== 'console_session') {
          throw new PatchbayError('SCOPE_REQUIRED', 'Only a person who is signed in to the console may do this.')
        }
        keep.connect = await consoleSessions.makeLink(principal.userId)
      }
      reply.setCookie(COOKIE.name, Buffer.from(JSON.stringify(keep)).toString('base64url'), {
        path: COOKIE.path,
        httpOnly: true,
        sameSite: 'lax',
        secure: publicUrl().startsWith('https:'),
        maxAge: COOKIE.seconds,
      })
      return { url }
    },
  )

  api.get(
    PROVIDER_CALLBACK,
    { schema: { tags: ['console'], summary: 'Where a person comes back to from the provider', hide: true } },
    async (request, reply) => {
      reply.clearCookie(COOKIE.name, { path: COOKIE.path })
      try {
        countSignIn(request.ip)
        const keep = readKept(request.cookies[COOKIE.name])
        if (!provider || !keep) {
          throw new PatchbayError('SIGN_IN_FAILED', 'This browser has not begun to sign in, or waited too long.')
        }
        const account = await provider.finish(new URL(request.url, publicUrl()), keep)
        if (keep.connect !== undefined) {
          await connectOwn(account, keep.connect)
          return await reply.redirect('/people')
        }
        const user = await userOf(account, keep.invitation)
        const { token } = await consoleSessions.begin(user.id, 'provider', request.headers['user-agent'])
        setSessionCookie(reply, token, publicUrl())
        // Whose page goes on to the address that was asked for: only the browser knows it.
        return await reply.redirect('/sign-in')
      } catch (error) {
        const code = error instanceof PatchbayError ? error.code : 'INTERNAL_ERROR'
        request.log.info({ err: error }, 'nobody was signed in by the provider')
        return reply.redirect(`/sign-in?problem=${code}`)
      }
    },
  )

  async function connectOwn(account: ProviderAccount, code: string): Promise<void> {
    const userId = await consoleSessions.takeLink(code)
    if (userId === undefined) throw new PatchbayError('SIGN_IN_FAILED', 'It took too long. Connect once more.')
    await linkUser(store, userId, account, at())
  }

  /** @throws {PatchbayError} `INVALID_INVITATION` or `NOT_INVITED`. */
  async function userOf(account: ProviderAccount, invitation: string | undefined): Promise<User> {
    const known = await findLinkedUser(store, account)
    if (known) return known.user
    const made =
      invitation !== undefined
        ? await acceptInvitation(store, invitation, account, at())
        : provider?.signUp === 'anyone'
          ? await addLinkedUser(store, account, 'member', at())
          : undefined
    if (!made) throw new PatchbayError('NOT_INVITED', 'Nobody here has this account. Ask for an invitation.')
    audit(
      { userId: made.id, name: made.name },
      'user.joined',
      made.name,
      `${made.name} came in by ${provider?.name} as ${made.role}`,
    )
    return made
  }
}

function readKept(cookie: string | undefined): z.infer<typeof kept> | undefined {
  try {
    return kept.parse(JSON.parse(Buffer.from(cookie ?? '', 'base64url').toString()))
  } catch {
    return undefined
  }
}
