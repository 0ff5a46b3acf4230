import * as z from 'zod'
import { name } from './name.ts'
import { toolClass } from './tool-class.ts'

/** How a registered server is reached; `auto` finds out by the URL's scheme, then by trying. */
export const serverType = z.enum(['stdio', 'http', 'sse', 'websocket', 'auto'])
export type ServerType = z.infer<typeof serverType>

export const connectionStatus = z.enum(['disconnected', 'connecting', 'connected', 'error'])
export type ConnectionStatus = z.infer<typeof connectionStatus>

/** Whether a tool waits for a person: as the agent's policy says, never, or always. A dangerous tool always does. */
export const approvalSetting = z.enum(['agent', 'never', 'always'])
export type ApprovalSetting = z.infer<typeof approvalSetting>

/** What a binding may name: filled in by the gateway for each call. */
export const bindingVariables = ['caller.phone', 'user.id', 'agent.slug', 'call.id'] as const
export type BindingVariable = (typeof bindingVariables)[number]

const template = z
  .string()
  .max(500)
  .refine(
    (text) =>
      [...text.matchAll(/\{\{\s*([^}]*?)\s*\}\}/g)].every(([, variable]) =>
        (bindingVariables as readonly string[]).includes(variable ?? ''),
      ),
    `may name ${bindingVariables.map((variable) => `{{${variable}}}`).join(', ')}`,
  )

/**
 * Something that the gateway fills in for each call: a header of the request to the server, or an argument of its tools,
 * which then leaves the schema that a model sees and cannot be set by it.
 */
export const binding = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('header'),
    name: z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, 'is no header name'),
    value: template,
  }),
  z.strictObject({
    kind: z.literal('argument'),
    name: z.string().min(1).max(100),
    value: template,
    /** The tools that it is for, by their server's names; all that have the argument, where there are none. */
    tools: z.array(z.string().max(128)).max(200).optional(),
  }),
])
export type Binding = z.infer<typeof binding>

/** `pin`: new and changed tools wait for a person; `trust`: they are taken as they come. */
export const definitionsSetting = z.enum(['pin', 'trust'])

/** A server's settings that a person may change, beside its name and address; the store has their defaults. */
export const serverSettings = z.object({
  definitions: definitionsSetting,
  /** Whether a stdio server in its sandbox reaches a network. */
  network: z.boolean(),
  /** After output of a server that is not trusted, a write on another one asks. */
  trusted: z.boolean(),
  /** Every user may use its tools; set by an admin. */
  shared: z.boolean(),
  /** Whose credential goes to the server: its owner's, or each user's own. */
  credential: z.enum(['owner', 'user']),
  allowSampling: z.boolean(),
  allowElicitation: z.boolean(),
  approval: approvalSetting,
  /** Milliseconds after which a call has failed or is unknown; 30,000 where null. */
  timeoutMs: z.int().min(100).max(3_600_000).nullable(),
  /** Milliseconds after which a call goes on in the background of a conversation; the agent's where null. */
  detachAfterMs: z.int().min(100).max(3_600_000).nullable(),
  /** Calls that may wait for the server. */
  queueLimit: z.int().min(0).max(10_000),
  /** Tool calls a minute for everybody together; no bound where null. */
  callsPerMinute: z.int().min(1).max(10_000_000).nullable(),
  bindings: z.array(binding).max(50),
})
export type ServerSettings = z.infer<typeof serverSettings>

const environmentName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,100}$/, 'is no name of an environment variable')
const headerName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, 'is no header name')
const headerValue = z
  .string()
  .max(8_000)
  .regex(/^[^\r\n\0]*$/, 'must be one line')
const secrets = {
  /** Sent as `Authorization: Bearer`; never comes out again. Null or nothing takes it away. */
  apiKey: z.string().max(8_000).nullable().optional(),
  /** Environment of a stdio server; sealed, only the names come out. */
  env: z.record(environmentName, z.string().max(32_000)).optional(),
  /** Headers of every request; sealed, only the names come out. */
  headers: z.record(headerName, headerValue).optional(),
}
const described = {
  description: z.string().max(2_000).nullish(),
  type: serverType.optional(),
  isActive: z.boolean().optional(),
}

/** `POST /api/mcp/servers`. Members that are not known are ignored, as clients of old expect. */
export const newMcpServer = z.object({
  name,
  url: z.string().trim().min(1).max(4_000),
  ...described,
  ...secrets,
  ...serverSettings.partial().shape,
})
export type NewMcpServer = z.infer<typeof newMcpServer>

/** `PUT /api/mcp/servers/:id`: what is there is changed; what only comes out is ignored. */
export const mcpServerChange = newMcpServer.partial()
export type McpServerChange = z.infer<typeof mcpServerChange>

/** A registered server as it is listed: no secret of it, only whether and by which names there are some. */
export const mcpServer = serverSettings.extend({
  id: z.int(),
  userId: z.int(),
  name: z.string(),
  url: z.string(),
  description: z.string(),
  type: serverType,
  /** What `auto` found, or the type itself. */
  transport: serverType.exclude(['auto']).nullable(),
  hasApiKey: z.boolean(),
  envNames: z.array(z.string()),
  headerNames: z.array(z.string()),
  isActive: z.boolean(),
  connectionStatus,
  lastConnected: z.iso.datetime().nullable(),
  /** Why the status is what it is (`reason`), what the server says of itself, the package that was fixed. */
  metadata: z.record(z.string(), z.unknown()),
  /** The server wants a person to sign in: `POST /api/mcp/servers/:id/sign-in`. */
  needsSignIn: z.boolean(),
  /** A person signed in at the server (OAuth). */
  signedIn: z.boolean(),
  toolCount: z.int(),
  /** Tools that wait for a person to look at them. */
  heldCount: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type McpServer = z.infer<typeof mcpServer>
export const mcpServers = z.array(mcpServer)

/** Where a try to connect stands or failed. */
export const testStage = z.enum(['address', 'start', 'connect', 'initialize', 'list'])
export type TestStage = z.infer<typeof testStage>

/** `POST /api/mcp/servers/:id/test`, always 200 for an existing server. */
export const testResult = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('connected'),
    tools_count: z.int(),
    latency_ms: z.number(),
    protocol_version: z.string(),
    transport: serverType.exclude(['auto']),
    tools: z.array(z.looseObject({ name: z.string() })),
    stages: z.array(z.object({ stage: testStage, ms: z.number() })),
  }),
  z.object({
    status: z.literal('error'),
    error: z.string(),
    code: z.string(),
    stage: testStage,
    stages: z.array(z.object({ stage: testStage, ms: z.number() })),
  }),
])
export type TestResult = z.infer<typeof testResult>

/** One message of `GET /api/mcp/servers/events`. */
export const serverStatusEvent = z.object({
  serverId: z.int(),
  connectionStatus,
  reason: z.string().nullable(),
  at: z.iso.datetime(),
})
export type ServerStatusEvent = z.infer<typeof serverStatusEvent>

/** `new` and `changed` tools of a pinned server are held back until a person has looked; `gone` is not listed any more. */
export const toolState = z.enum(['approved', 'new', 'changed', 'gone'])
export type ToolState = z.infer<typeof toolState>

/** What a person may set of one tool. */
export const toolSettings = z.object({
  toolClass,
  /** Seconds for which an answer of a read is given again; 0 never. */
  cacheTtlS: z.int().min(0).max(86_400),
  timeoutMs: z.int().min(100).max(3_600_000).nullable(),
  detachAfterMs: z.int().min(100).max(3_600_000).nullable(),
  approval: approvalSetting,
  /** While the server is down, a read is answered with its last good answer and the time of it. */
  lastGood: z.boolean(),
})
export type ToolSettings = z.infer<typeof toolSettings>

/** One tool of `GET /api/mcp/servers/:id/tools`. */
export const serverTool = toolSettings.extend({
  name: z.string(),
  title: z.string().nullable(),
  description: z.string().nullable(),
  inputSchema: z.record(z.string(), z.unknown()),
  outputSchema: z.record(z.string(), z.unknown()).nullable(),
  annotations: z.record(z.string(), z.unknown()).nullable(),
  state: toolState,
  /** Whether the class is a proposal or a person's word. */
  classBy: z.enum(['proposed', 'person']),
  /** What a person should look at: the description names other servers' tools, for one. */
  flags: z.array(z.string()),
  /** The definition that was approved, where the present one differs. */
  approvedDefinition: z.looseObject({ name: z.string() }).nullable(),
  /** Its definition as a model is given it, in tokens (a quarter of its characters). */
  schemaTokens: z.int(),
})
export type ServerTool = z.infer<typeof serverTool>
export const serverTools = z.array(serverTool)

const settingsChange = toolSettings.partial()
export type ToolSettingsChange = z.infer<typeof settingsChange>
/** `PATCH /api/mcp/servers/:id/tools`: one change for many tools. */
export const toolChange = z.strictObject({
  names: z.array(z.string().max(256)).min(1).max(1_000),
  set: settingsChange,
})
/** `POST /api/mcp/servers/:id/tools/review`: takes definitions as they are now. */
export const toolReview = z.strictObject({ names: z.array(z.string().max(256)).min(1).max(1_000) })

/** `POST /api/mcp/servers/:id/tools/call`: tries one tool, through every step. Answers an MCP `CallToolResult`. */
export const toolTry = z.strictObject({
  name: z.string().min(1).max(256),
  arguments: z.record(z.string(), z.unknown()).default({}),
})

/** `mcpServers` JSON as other clients write it. */
export const mcpServersJson = z.looseObject({ mcpServers: z.record(z.string().max(80), z.looseObject({})) })
export const importResult = z.object({
  created: z.array(mcpServer),
  skipped: z.array(z.object({ name: z.string(), reason: z.string() })),
})
export type ImportResult = z.infer<typeof importResult>

/** `GET /api/mcp/servers/:id/consequences`: what goes with a server. */
export const serverConsequences = z.object({
  agents: z.array(z.object({ id: z.int(), name: z.string() })),
  tools: z.int(),
  pendingApprovals: z.int(),
  unknownWrites: z.int(),
})

/** `GET /api/mcp/shared-servers`: servers of others that every user may use, with a credential of one's own where asked for. */
export const sharedServer = z.object({
  id: z.int(),
  name: z.string(),
  description: z.string(),
  connectionStatus,
  credential: z.enum(['owner', 'user']),
  hasCredential: z.boolean(),
})
export const sharedServers = z.object({ servers: z.array(sharedServer) })
