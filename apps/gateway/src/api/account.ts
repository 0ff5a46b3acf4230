import {
  account,
  accountChange,
  consoleSession,
  consoleSessionList,
  passwordChange,
  PatchbayError,
  rowId,
  type Account,
  type Principal,
} from '@patchbay/contract'
import { and, eq } from 'drizzle-orm'
import type { FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { ConsoleSessionRow } from '../identity/console-sessions.ts'
import { credentialIdOf, listIdentities } from '../identity/oidc/linked-users.ts'
import { changeAccount, setPassword } from '../identity/people/accounts.ts'
import { oidcIdentities } from '../store/schema/oidc-identities.ts'
import { users } from '../store/schema/users.ts'
import type { Api, ApiContext } from './api-context.ts'
import { requirePrincipal } from './require-principal.ts'

/** What a signed-in person does about their own account, and about the browsers that are signed in. */
export function accountRoutes(api: Api, { identity, store, bus, audit, countSignIn }: ApiContext): void {
  const { consoleSessions } = identity

  /** A person in a browser: a key must not take the account over that it belongs to. */
  async function person(request: FastifyRequest): Promise<Principal> {
    const principal = await requirePrincipal(identity, request)
    if (principal.proof === 'console_session') return principal
    throw new PatchbayError('SCOPE_REQUIRED', 'Only a person who is signed in to the console may do this.')
  }

  async function describeAccount({ userId, credentialId }: Principal): Promise<Account> {
    const [user] = await store.db.select().from(users).where(eq(users.id, userId))
    if (!user) throw new PatchbayError('SIGN_IN_REQUIRED', 'This user is gone. Sign in as another one.')
    const identities = await listIdentities(store, userId)
    return {
      id: user.id,
      name: user.name,
      role: user.role,
      email: user.email,
      createdAt: user.createdAt.toISOString(),
      hasPassword: user.passwordHash !== null,
      identities: identities.map(({ id, issuer, createdAt }) => ({ id, issuer, createdAt: createdAt.toISOString() })),
      needsPassword: user.passwordHash !== null && !(await isByLink(userId, credentialId)),
    }
  }

  async function isByLink(userId: number, credentialId: string): Promise<boolean> {
    const mine = await consoleSessions.list(userId)
    return mine.some(({ session }) => `console:${session.id}` === credentialId && session.way === 'link')
  }

  api.get(
    '/api/console/account',
    { schema: { tags: ['console'], summary: 'Your own account', response: { 200: account } } },
    async (request) => describeAccount(await person(request)),
  )

  api.patch(
    '/api/console/account',
    {
      schema: {
        tags: ['console'],
        summary: 'Change your name or e-mail address',
        body: accountChange,
        response: { 200: account },
      },
    },
    async (request) => {
      const principal = await person(request)
      await changeAccount(store, principal.userId, request.body)
      return describeAccount(principal)
    },
  )

  api.put(
    '/api/console/password',
    {
      schema: {
        tags: ['console'],
        summary: 'Set your password; your other sessions end',
        body: passwordChange,
        response: { 200: account },
      },
    },
    async (request) => {
      const principal = await person(request)
      const { userId, credentialId } = principal
      countSignIn(request.ip, `password:${userId}`)
      const { current, password } = request.body
      await setPassword(store, userId, { current, password, isByLink: await isByLink(userId, credentialId) })
      await consoleSessions.endOthers(userId, credentialId)
      audit(principal, 'user.password_changed', principal.name, `${principal.name} set a new password`)
      return describeAccount(principal)
    },
  )

  api.delete(
    '/api/console/identities/:id',
    {
      schema: {
        tags: ['console'],
        summary: "Disconnect a provider's account from your own",
        params: z.object({ id: rowId }),
        response: { 200: account },
      },
    },
    async (request) => {
      const principal = await person(request)
      const [gone] = await store.db
        .delete(oidcIdentities)
        .where(and(eq(oidcIdentities.id, request.params.id), eq(oidcIdentities.userId, principal.userId)))
        .returning()
      if (!gone) throw new PatchbayError('NOT_FOUND', 'There is no such connection')
      bus.publish('credential.ended', { credentialId: credentialIdOf(gone.id), reason: 'revoked' })
      return describeAccount(principal)
    },
  )

  api.get(
    '/api/console/sessions',
    {
      schema: {
        tags: ['console'],
        summary: "Browsers that are signed in: your own, or everybody's for an admin",
        querystring: z.object({ all: z.stringbool().default(false) }),
        response: { 200: consoleSessionList },
      },
    },
    async (request) => {
      const { all } = request.query
      const principal = all ? await requirePrincipal(identity, request, 'admin') : await person(request)
      const sessions = await consoleSessions.list(all ? undefined : principal.userId)
      return { sessions: sessions.map(({ session, user }) => describeSession(session, user, principal)) }
    },
  )

  api.delete(
    '/api/console/sessions/:id',
    {
      schema: {
        tags: ['console'],
        summary: "End a session: your own, or anybody's as an admin",
        params: z.object({ id: rowId }),
        response: { 200: consoleSession.pick({ id: true }) },
      },
    },
    async (request) => {
      const principal = await requirePrincipal(identity, request)
      const isAdmin = principal.scopes.includes('admin')
      if (!isAdmin) await person(request)
      const { id } = await consoleSessions.end(request.params.id, isAdmin ? undefined : principal.userId)
      return { id }
    },
  )
}

function describeSession(
  { id, way, userAgent, createdAt, expiresAt }: ConsoleSessionRow,
  user: { id: number; name: string },
  { credentialId }: Principal,
) {
  return {
    id,
    user: { id: user.id, name: user.name },
    way,
    userAgent,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    current: credentialId === `console:${id}`,
  }
}
