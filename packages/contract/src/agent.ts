import * as z from 'zod'
import { connectionStatus } from './mcp-server.ts'
import { name } from './name.ts'
import { toolClass } from './tool-class.ts'

/** Tools of ours that an agent may have. */
export const builtInTool = z.enum(['pending_results', 'end_call', 'transfer_call'])
export type BuiltInTool = z.infer<typeof builtInTool>

/** Which tool calls of an agent wait for a person's yes; a dangerous tool's always does. */
export const approvalPolicy = z.enum(['never', 'writes', 'always'])
export type ApprovalPolicy = z.infer<typeof approvalPolicy>

const slug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, 'must be small letters, digits and hyphens, such as front-desk')

/** A voice agent's profile, as it may be set; of tools an agent has what a person picked. */
const profile = z.object({
  name,
  /** Names its mount: `/agents/<slug>/mcp`. */
  slug,
  instructions: z.string().max(50_000),
  voice: z.string().max(80).nullable(),
  engine: z.enum(['local', 'openai']),
  approval: approvalPolicy,
  /** ISO 3166-1 alpha-2; the gateway's where null. */
  defaultCountry: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be a two-letter country code')
    .nullable(),
  builtIns: z.array(builtInTool).max(10),
  /** Milliseconds after which a slow call goes on in the background of a conversation. */
  detachAfterMs: z.int().min(100).max(3_600_000),
})

/** One server's tools that an agent gets: all of them where `tools` is null, else those, by their server's names. */
export const agentServer = z.object({
  serverId: z.int(),
  tools: z.array(z.string().max(256)).max(1_000).nullable(),
})
export type AgentServer = z.infer<typeof agentServer>

/** `POST /api/agents`; a slug is made of the name where there is none. The store has the defaults. */
export const newAgent = z.strictObject({
  ...profile.partial().shape,
  name,
  servers: z.array(agentServer).max(500).optional(),
})
export type NewAgent = z.infer<typeof newAgent>
/** `PUT /api/agents/:id`: what is there is changed. */
export const agentChange = newAgent.partial()
export type AgentChange = z.infer<typeof agentChange>
/** `PUT /api/agents/:id/servers/:serverId`. */
export const agentServerChange = z.strictObject({ tools: agentServer.shape.tools.default(null) })

export const agent = profile.extend({
  id: z.int(),
  servers: z.array(agentServer),
  /** Tools that it is offered now, and what their definitions weigh for a model (a quarter of their characters). */
  toolCount: z.int(),
  schemaTokens: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type Agent = z.infer<typeof agent>
export const agents = z.object({ agents: z.array(agent) })

/** `GET /api/agents/:id/consequences`: what goes with an agent. */
export const agentConsequences = z.object({ keys: z.array(z.object({ id: z.int(), name: z.string() })) })

/** A server or service that an agent can be given, as `GET /api/agents/offers` lists them. */
export const offeredServer = z.object({
  id: z.int(),
  name: z.string(),
  kind: z.enum(['service', 'server', 'shared']),
  connectionStatus,
  reason: z.string().nullable(),
  /** By their server's names; what is held back is left out. */
  tools: z.array(z.object({ name: z.string(), toolClass })),
})
export type OfferedServer = z.infer<typeof offeredServer>
export const offeredServers = z.object({ servers: z.array(offeredServer) })
