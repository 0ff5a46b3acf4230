import {
  belongings,
  createdUser,
  newUser,
  PatchbayError,
  rowId,
  user as oneUser,
  userChange,
  users as usersAnswer,
} from '@patchbay/contract'
import * as z from 'zod'
import { changeRole, countBelongings, removeUser } from '../identity/people/remove-user.ts'
import { addUser, listUsers, type User } from '../identity/users.ts'
import type { Api, ApiContext } from './api-context.ts'
import { requirePrincipal } from './require-principal.ts'

const byId = z.object({ id: rowId })

/** People, and the links that sign them in. */
export function userRoutes(
  api: Api,
  { identity, store, bus, upstreams, library, voicebox, audit, publicUrl, now }: ApiContext,
): void {
  const linkFor = async (userId: number) =>
    `${publicUrl()}/sign-in#code=${await identity.consoleSessions.makeLink(userId)}`

  api.get(
    '/api/users',
    { schema: { tags: ['users'], summary: 'List users', response: { 200: usersAnswer } } },
    async (request) => {
      await requirePrincipal(identity, request, 'admin')
      return { users: (await listUsers(store)).map(describe) }
    },
  )

  api.post(
    '/api/users',
    { schema: { tags: ['users'], summary: 'Add a user', body: newUser, response: { 201: createdUser } } },
    async (request, reply) => {
      const principal = await requirePrincipal(identity, request, 'admin')
      const user = await addUser(store, request.body.name, request.body.role, now)
      audit(principal, 'user.added', user.name, `${principal.name} added ${user.name} as ${user.role}`)
      reply.code(201)
      return { ...describe(user), signInLink: await linkFor(user.id) }
    },
  )

  api.post(
    '/api/users/:id/sign-in-links',
    {
      schema: {
        tags: ['users'],
        summary: 'Make a one-time sign-in link',
        params: byId,
        response: { 201: z.object({ signInLink: z.url() }) },
      },
    },
    async (request, reply) => {
      await requirePrincipal(identity, request, 'admin')
      const user = (await listUsers(store)).find(({ id }) => id === request.params.id)
      if (!user) throw new PatchbayError('NOT_FOUND', 'There is no such user')
      reply.code(201)
      return { signInLink: await linkFor(user.id) }
    },
  )

  api.patch(
    '/api/users/:id',
    {
      schema: {
        tags: ['users'],
        summary: "Change a user's role",
        params: byId,
        body: userChange,
        response: { 200: oneUser },
      },
    },
    async (request) => {
      const principal = await requirePrincipal(identity, request, 'admin')
      const user = await changeRole(store, bus, request.params.id, request.body.role)
      audit(principal, 'user.role_changed', user.name, `${principal.name} made ${user.name} ${user.role}`)
      return describe(user)
    },
  )

  api.get(
    '/api/users/:id/belongings',
    {
      schema: {
        tags: ['users'],
        summary: 'What goes with a user who is deleted',
        params: byId,
        response: { 200: belongings },
      },
    },
    async (request) => {
      await requirePrincipal(identity, request, 'admin')
      return countBelongings(store, request.params.id, new Date(now()))
    },
  )

  api.delete(
    '/api/users/:id',
    {
      schema: {
        tags: ['users'],
        summary: 'Delete a user and what is theirs',
        params: byId,
        response: { 200: oneUser },
      },
    },
    async (request) => {
      const principal = await requirePrincipal(identity, request, 'admin')
      const { user, serverIds } = await removeUser(store, bus, request.params.id)
      await library.forgetUser(user.id)
      await voicebox.forgetUser(user.id)
      await Promise.all(serverIds.map((serverId) => upstreams.reload(serverId)))
      for (const serverId of serverIds) bus.publish('server.changed', { serverId })
      if (user.id !== principal.userId) {
        audit(principal, 'user.deleted', user.name, `${principal.name} deleted ${user.name} and what was theirs`)
      }
      return describe(user)
    },
  )
}

function describe({ id, name, role, createdAt }: User) {
  return { id, name, role, createdAt: createdAt.toISOString() }
}
