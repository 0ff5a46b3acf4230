import {
  acceptInvitation as acceptBody,
  createdInvitation,
  invitation,
  invitationCode,
  invitations,
  me,
  newInvitation,
  openInvitation,
  rowId,
} from '@patchbay/contract'
import * as z from 'zod'
import {
  acceptInvitation,
  listInvitations,
  lookAtInvitation,
  makeInvitation,
  withdrawInvitation,
  type InvitationRow,
} from '../identity/people/invitations.ts'
import type { Api, ApiContext } from './api-context.ts'
import { describeMe } from './describe-me.ts'
import { requireOwnPage, requirePrincipal } from './require-principal.ts'
import { setSessionCookie } from './session-cookie.ts'

/** Links by which somebody makes an account: an admin makes them, and whoever gets one uses it once. */
export function invitationRoutes(api: Api, context: ApiContext): void {
  const { identity, store, audit, publicUrl, countSignIn, now } = context
  const at = () => new Date(now())

  api.get(
    '/api/invitations',
    { schema: { tags: ['users'], summary: 'List invitations that wait to be used', response: { 200: invitations } } },
    async (request) => {
      await requirePrincipal(identity, request, 'admin')
      return { invitations: (await listInvitations(store, at())).map(describe) }
    },
  )

  api.post(
    '/api/invitations',
    {
      schema: {
        tags: ['users'],
        summary: 'Invite somebody: a link, shown once',
        body: newInvitation,
        response: { 201: createdInvitation },
      },
    },
    async (request, reply) => {
      const principal = await requirePrincipal(identity, request, 'admin')
      const { row, code } = await makeInvitation(store, { ...request.body, invitedBy: principal.userId }, at())
      audit(principal, 'invitation.created', row.note, `${principal.name} invited ${row.note} as ${row.role}`, {
        invitationId: row.id,
        role: row.role,
      })
      reply.code(201)
      // In the fragment, so that no server, proxy or log sees it.
      const link = `${publicUrl()}/invitation#code=${code}`
      return { ...describe({ invitation: row, invitedBy: principal.name }), link }
    },
  )

  api.delete(
    '/api/invitations/:id',
    {
      schema: {
        tags: ['users'],
        summary: 'Withdraw an invitation',
        params: z.object({ id: rowId }),
        response: { 200: invitation.pick({ id: true }) },
      },
    },
    async (request) => {
      const principal = await requirePrincipal(identity, request, 'admin')
      const { id, note } = await withdrawInvitation(store, request.params.id)
      audit(principal, 'invitation.withdrawn', note, `${principal.name} withdrew the invitation of ${note}`)
      return { id }
    },
  )

  api.post(
    '/api/console/invitations/look',
    {
      schema: {
        tags: ['console'],
        summary: 'What an invitation is for',
        body: invitationCode,
        response: { 200: openInvitation },
      },
    },
    async (request) => {
      requireOwnPage(request)
      const found = describe(await lookAtInvitation(store, request.body.code, at()))
      return { role: found.role, invitedBy: found.invitedBy, expiresAt: found.expiresAt }
    },
  )

  api.post(
    '/api/console/invitations/accept',
    {
      schema: {
        tags: ['console'],
        summary: 'Make the account that an invitation is for, and sign in',
        body: acceptBody,
        response: { 200: me },
      },
    },
    async (request, reply) => {
      requireOwnPage(request)
      countSignIn(request.ip)
      const { code, name, email, password } = request.body
      const user = await acceptInvitation(store, code, { name, email, password }, at())
      const signedIn = await identity.consoleSessions.begin(user.id, 'password', request.headers['user-agent'])
      audit(signedIn.principal, 'user.joined', user.name, `${user.name} came in by an invitation as ${user.role}`)
      setSessionCookie(reply, signedIn.token, publicUrl())
      return describeMe(context, user.id)
    },
  )
}

function describe({ invitation: { id, note, role, createdAt, expiresAt }, invitedBy }: InvitationRow) {
  return { id, note, role, invitedBy, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() }
}
