import { me, passwordSignIn, PatchbayError, signInBody, signInWays } from '@patchbay/contract'
import * as z from 'zod'
import { findByPassword } from '../identity/people/accounts.ts'
import type { Api, ApiContext } from './api-context.ts'
import { describeMe } from './describe-me.ts'
import { requireOwnPage, requirePrincipal, SESSION_COOKIE } from './require-principal.ts'
import { setSessionCookie } from './session-cookie.ts'

/** Signing in to the console, and out of it. */
export function consoleRoutes(api: Api, context: ApiContext): void {
  const { identity, store, publicUrl, countSignIn } = context

  api.get(
    '/api/console/sign-in-ways',
    { schema: { tags: ['console'], summary: 'How people may sign in here', response: { 200: signInWays } } },
    () => ({ provider: identity.provider ? { name: identity.provider.name } : null }),
  )

  api.post(
    '/api/console/sign-in',
    { schema: { tags: ['console'], summary: 'Sign in by a one-time link', body: signInBody, response: { 200: me } } },
    async (request, reply) => {
      requireOwnPage(request)
      const signedIn = await identity.consoleSessions.signIn(request.body.code, request.headers['user-agent'])
      if (!signedIn) {
        throw new PatchbayError(
          'INVALID_SIGN_IN_LINK',
          'This link was used already, or is too old. Run "npx patchbay sign-in" for a new one.',
        )
      }
      setSessionCookie(reply, signedIn.token, publicUrl())
      return describeMe(context, signedIn.principal.userId)
    },
  )

  api.post(
    '/api/console/sign-in/password',
    {
      schema: {
        tags: ['console'],
        summary: 'Sign in by name or e-mail address and password',
        body: passwordSignIn,
        response: { 200: me },
      },
    },
    async (request, reply) => {
      requireOwnPage(request)
      const { login, password } = request.body
      countSignIn(request.ip, `login:${login.toLowerCase()}`)
      const user = await findByPassword(store, login, password)
      // One sentence for both, so that nobody learns who has an account.
      if (!user) throw new PatchbayError('INVALID_PASSWORD', 'The name or the password is wrong. Try again.')
      const { token } = await identity.consoleSessions.begin(user.id, 'password', request.headers['user-agent'])
      setSessionCookie(reply, token, publicUrl())
      return describeMe(context, user.id)
    },
  )

  api.post(
    '/api/console/sign-out',
    { schema: { tags: ['console'], summary: 'Sign out', response: { 200: z.object({ success: z.literal(true) }) } } },
    async (request, reply) => {
      requireOwnPage(request)
      const token = request.cookies[SESSION_COOKIE]
      if (token !== undefined) await identity.consoleSessions.signOut(token)
      reply.clearCookie(SESSION_COOKIE, { path: '/' })
      return { success: true as const }
    },
  )

  api.get(
    '/api/console/me',
    { schema: { tags: ['console'], summary: 'Who is signed in', response: { 200: me } } },
    async (request) => describeMe(context, (await requirePrincipal(identity, request)).userId),
  )
}
