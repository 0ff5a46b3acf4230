import * as z from 'zod'
import { scope } from './principal.ts'

/** A client that a person has let in by OAuth, and what it may do. */
export const oauthConnection = z.object({
  id: z.int(),
  clientId: z.string(),
  /** What the client calls itself; nobody has checked it. */
  clientName: z.string(),
  /** Where its codes were sent: the one thing of a client that registered itself which is certain. */
  redirectHost: z.string(),
  /** The path that its tokens are for. */
  resource: z.string(),
  scopes: z.array(scope),
  /** The agent whose tools it reaches; everything of the resource where null. */
  agentId: z.int().nullable(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
})
export type OAuthConnection = z.infer<typeof oauthConnection>

/** `GET /api/oauth/connections`. */
export const oauthConnections = z.object({ connections: z.array(oauthConnection) })

/** `GET /api/v1/mcp-oauth/consent/:uid/request`: what the consent page shows. */
export const consentRequest = z.object({
  clientId: z.string(),
  clientName: z.string(),
  /** A document at the client's own address, or nothing but its own word. */
  described: z.enum(['document', 'itself']),
  redirectUri: z.string(),
  redirectHost: z.string(),
  resource: z.string(),
  scopes: z.array(scope),
  /** What it can be given: nothing to pick where the resource is one agent's or one service's. */
  choices: z.array(z.object({ agentId: z.int(), name: z.string(), toolCount: z.int() })).nullable(),
})
export type ConsentRequest = z.infer<typeof consentRequest>

/** `POST /api/v1/mcp-oauth/consent/:uid/answer`. */
export const consentAnswer = z.discriminatedUnion('allow', [
  /** `agentId` null is everything that the resource has. */
  z.strictObject({ allow: z.literal(true), agentId: z.int().nullable() }),
  z.strictObject({ allow: z.literal(false) }),
])
export type ConsentAnswer = z.infer<typeof consentAnswer>

/** Where the browser goes on: through the authorization server to the client. */
export const consentAnswered = z.object({ continueAt: z.url() })
