import { createdUser, newUser, PatchbayError, rowId, users as usersAnswer } from '@patchbay/contract'
import * as z from 'zod'
import { addUser, listUsers, type User } from '../identity/users.ts'
import type { Api, ApiContext } from './api-context.ts'
import { requirePrincipal } from './require-principal.ts'

/** People, and the links that sign them in. */
export function userRoutes(api: Api, { identity, store, publicUrl, now }: ApiContext): void {
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
      await requirePrincipal(identity, request, 'admin')
      const user = await addUser(store, request.body.name, request.body.role, now)
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
        params: z.object({ id: rowId }),
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
}

function describe({ id, name, role, createdAt }: User) {
  return { id, name, role, createdAt: createdAt.toISOString() }
}
