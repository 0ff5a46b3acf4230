import * as z from 'zod'
import { name } from './name.ts'
import { scope } from './principal.ts'

export const role = z.enum(['admin', 'member'])
export type Role = z.infer<typeof role>

/** `POST /api/console/sign-in`: the code of the one-time link, which travels in the link's fragment and so in no log. */
export const signInBody = z.strictObject({ code: z.string().min(1).max(200) })

/** `GET /api/console/me`: who is signed in, and what the console needs to draw its frame. */
export const me = z.object({
  user: z.object({ id: z.int(), name: z.string(), role }),
  version: z.string(),
  publicUrl: z.url(),
  /** What runs a conversation here, by the names of its parts; `null` where the engine lacks one. */
  engine: z.object({ brain: z.string(), voice: z.string().nullable(), ears: z.string().nullable() }),
  /** The demonstration caller's number, where the demonstration club is seeded. */
  demoCaller: z.string().nullable(),
})
export type Me = z.infer<typeof me>

/**
 * `GET /api/local-command`: how a client on the gateway's own machine starts the command line. What it serves follows the
 * arguments; no secret is in it.
 */
export const localCommand = z.object({
  command: z.string(),
  args: z.array(z.string()),
  env: z.record(z.string(), z.string()),
})
export type LocalCommand = z.infer<typeof localCommand>

/** `POST /api/users`. */
export const newUser = z.strictObject({ name, role: role.default('member') })

/** A user; a new one comes with the link that signs them in, shown once. */
export const user = z.object({ id: z.int(), name: z.string(), role, createdAt: z.iso.datetime() })
export const createdUser = user.extend({ signInLink: z.url() })
export const users = z.object({ users: z.array(user) })

/** `POST /api/keys`. */
export const newApiKey = z.strictObject({
  name,
  scopes: z.array(scope).min(1, 'Choose at least one scope'),
  /** The agent whose tools it reaches; everything that its user has, without one. */
  agentId: z.int().nullable().default(null),
})

/** An API key as it is listed: never the key itself. Keys from the environment cannot be revoked here. */
export const apiKey = z.object({
  id: z.int(),
  name: z.string(),
  /** The first characters, to recognise it by. */
  prefix: z.string(),
  scopes: z.array(scope),
  agentId: z.int().nullable(),
  source: z.enum(['made', 'environment']),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
})
export type ApiKey = z.infer<typeof apiKey>

/** `GET /api/keys`. */
export const apiKeys = z.object({ keys: z.array(apiKey) })

/** The answer to `POST /api/keys`: the only time that `key` is shown. */
export const createdApiKey = apiKey.extend({ key: z.string() })
export type CreatedApiKey = z.infer<typeof createdApiKey>
