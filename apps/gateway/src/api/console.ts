import { me, PatchbayError, signInBody, type Me, type Principal } from '@patchbay/contract'
import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { CONSOLE_SESSION_SECONDS } from '../identity/console-sessions.ts'
import { users } from '../store/schema/users.ts'
import type { Api, ApiContext } from './api-context.ts'
import { requireOwnPage, requirePrincipal, SESSION_COOKIE } from './require-principal.ts'

/** Signing in to the console, and out of it. */
export function consoleRoutes(api: Api, { identity, store, voice, publicUrl, version, demoCaller }: ApiContext): void {
  async function describe({ userId }: Principal): Promise<Me> {
    const [user] = await store.db.select().from(users).where(eq(users.id, userId))
    if (!user) throw new PatchbayError('SIGN_IN_REQUIRED', 'This user is gone. Sign in as another one.')
    const { id, name, role } = user
    return { user: { id, name, role }, version, publicUrl: publicUrl(), engine: voice.engine, demoCaller }
  }

  api.post(
    '/api/console/sign-in',
    { schema: { tags: ['console'], summary: 'Sign in by a one-time link', body: signInBody, response: { 200: me } } },
    async (request, reply) => {
      requireOwnPage(request)
      const signedIn = await identity.consoleSessions.signIn(request.body.code)
      if (!signedIn) {
        throw new PatchbayError(
          'INVALID_SIGN_IN_LINK',
          'This link was used already, or is too old. Run "npx patchbay sign-in" for a new one.',
        )
      }
      reply.setCookie(SESSION_COOKIE, signedIn.token, {
        path: '/',
        httpOnly: true,
        sameSite: 'strict',
        secure: publicUrl().startsWith('https:'),
        maxAge: CONSOLE_SESSION_SECONDS,
      })
      return describe(signedIn.principal)
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
    async (request) => describe(await requirePrincipal(identity, request)),
  )
}
