import * as z from 'zod'
import { role, user } from './console.ts'
import { name } from './name.ts'

/** How somebody came in. */
export const signInWay = z.enum(['link', 'password', 'provider'])
export type SignInWay = z.infer<typeof signInWay>

const email = z.email('Write an e-mail address, such as ana@example.com').max(254).toLowerCase()
const code = z.string().min(1).max(200)

/** At least 12 characters; no other rule, as NIST SP 800-63B §3.1.1 advises. */
export const password = z.string().min(12, 'Use at least 12 characters').max(256, 'Use at most 256 characters')

/** `GET /api/console/sign-in-ways`: what the sign-in page offers. */
export const signInWays = z.object({ provider: z.object({ name: z.string() }).nullable() })

/** `POST /api/console/sign-in/password`: by e-mail address or name. */
export const passwordSignIn = z.strictObject({
  login: z.string().trim().min(1).max(254),
  password: z.string().min(1).max(256),
})

/** `POST /api/console/provider/start`: with an invitation's code it makes an account; `connect` adds it to one's own. */
export const providerStart = z.strictObject({ invitation: code.optional(), connect: z.boolean().default(false) })
export const providerStarted = z.object({ url: z.url() })

/** `GET /api/console/account`. */
export const account = user.extend({
  email: z.string().nullable(),
  hasPassword: z.boolean(),
  /** The provider's accounts that sign in as this user, by their issuer. */
  identities: z.array(z.object({ id: z.int(), issuer: z.string(), createdAt: z.iso.datetime() })),
  /** Whether the present password is asked for before a new one: not in a session that a one-time link began. */
  needsPassword: z.boolean(),
})
export type Account = z.infer<typeof account>

/** `PATCH /api/console/account`. */
export const accountChange = z.strictObject({ name: name.optional(), email: email.nullable().optional() })

/** `PUT /api/console/password`. */
export const passwordChange = z.strictObject({ current: z.string().max(256).optional(), password })

/** `GET /api/console/sessions`. */
export const consoleSession = z.object({
  id: z.int(),
  user: z.object({ id: z.int(), name: z.string() }),
  way: signInWay,
  /** What the browser says that it is. */
  userAgent: z.string().nullable(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  /** The one that asks. */
  current: z.boolean(),
})
export type ConsoleSession = z.infer<typeof consoleSession>
export const consoleSessionList = z.object({ sessions: z.array(consoleSession) })

/** `POST /api/invitations`. */
export const newInvitation = z.strictObject({
  /** For whom it is. */
  note: name,
  role: role.default('member'),
  /** How long it waits to be used, in hours; a month at most. */
  hours: z.int().min(1).max(720).default(72),
})
export const invitation = z.object({
  id: z.int(),
  note: z.string(),
  role,
  invitedBy: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
})
export type Invitation = z.infer<typeof invitation>
export const invitations = z.object({ invitations: z.array(invitation) })
/** The link is shown this once. */
export const createdInvitation = invitation.extend({ link: z.url() })

/** `POST /api/console/invitations/look` and `…/accept`. */
export const invitationCode = z.strictObject({ code })
export const openInvitation = z.object({ role, invitedBy: z.string(), expiresAt: z.iso.datetime() })
export const acceptInvitation = z.strictObject({ code, name, email: email.optional(), password })

/** `PATCH /api/users/:id`. */
export const userChange = z.strictObject({ role })

/** `GET /api/users/:id/belongings`: what goes with a user. */
export const belongings = z.object({
  servers: z.int(),
  agents: z.int(),
  keys: z.int(),
  sessions: z.int(),
  calls: z.int(),
})
export type Belongings = z.infer<typeof belongings>
