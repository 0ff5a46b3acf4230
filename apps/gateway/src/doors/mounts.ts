import type { Scope } from '@patchbay/contract'
import type { Toolset } from '../hub/toolset.ts'
import type { Credential } from '../identity/identity.ts'

/** One toolset, on every transport. */
export interface Mount {
  /** The server's name, as clients see it. */
  name: string
  toolset: Toolset
  /** Streamable HTTP in both protocol eras, and WebSocket. */
  http: string
  /** The HTTP+SSE pair: where the stream is opened, and where messages go. */
  sse: string
  messages: string
  credentials: readonly Credential[]
  /** What opens it: one of these. */
  scopes: readonly Scope[]
  instructions?: string
}

/** Every path that speaks MCP. */
const mounts: readonly Mount[] = [
  {
    name: 'patchbay',
    toolset: { kind: 'user' },
    http: '/mcp',
    sse: '/sse',
    messages: '/messages',
    credentials: ['api_key', 'oauth_token', 'oidc_token'],
    scopes: ['tools:call'],
  },
  {
    name: 'club',
    toolset: { kind: 'service', service: 'club' },
    http: '/club',
    sse: '/mcp/sse',
    messages: '/mcp/messages/',
    credentials: ['caller_session', 'api_key'],
    scopes: ['tools:call'],
  },
  {
    name: 'library',
    toolset: { kind: 'service', service: 'library' },
    http: '/mcp-server',
    sse: '/mcp-server/sse',
    messages: '/mcp-server/messages',
    credentials: ['api_key', 'oauth_token', 'oidc_token'],
    scopes: ['tools:call', 'library:read', 'library:ask'],
  },
  {
    // As its document names it.
    name: 'AgentVoiceBox',
    toolset: { kind: 'service', service: 'voicebox' },
    http: '/api/v2/mcp',
    sse: '/api/v2/mcp/sse',
    messages: '/api/v2/mcp/messages',
    credentials: ['api_key', 'oauth_token', 'oidc_token'],
    scopes: ['tools:call'],
  },
]

export interface Place {
  mount: Mount
  door: 'http' | 'sse' | 'messages'
}

const places = new Map<string, Place>(
  mounts.flatMap((mount) =>
    (['http', 'sse', 'messages'] as const).map((door) => [trim(mount[door]), { mount, door }] as const),
  ),
)

/** @param path - Without a query; a slash at its end does not matter. */
export function findPlace(path: string): Place | undefined {
  return places.get(trim(path)) ?? findAgentPlace(trim(path))
}

/** Each agent has mounts of its own: `/agents/SLUG/mcp`, and the HTTP+SSE pair beside it. */
function findAgentPlace(path: string): Place | undefined {
  const [, slug, door] = /^\/agents\/([a-z0-9-]{1,64})\/(mcp|sse|messages)$/.exec(path) ?? []
  if (slug === undefined) return undefined
  const base = `/agents/${slug}`
  const mount: Mount = {
    name: slug,
    toolset: { kind: 'agent', slug },
    http: `${base}/mcp`,
    sse: `${base}/sse`,
    messages: `${base}/messages`,
    credentials: ['api_key', 'oauth_token', 'oidc_token'],
    scopes: ['tools:call'],
  }
  return { mount, door: door === 'sse' || door === 'messages' ? door : 'http' }
}

/** The paths of a mount that an access token may be for. */
export function resourcesOf({ http, sse }: Mount): readonly string[] {
  return [trim(http), trim(sse)]
}

/** @returns The resource that a path belongs to, where access tokens are taken there. */
export function findResource(path: string): { path: string; scopes: readonly Scope[] } | undefined {
  const place = findPlace(path)
  if (!place?.mount.credentials.includes('oauth_token')) return undefined
  const { mount, door } = place
  return { path: trim(door === 'http' ? mount.http : mount.sse), scopes: mount.scopes }
}

/** What the authorization server knows of the mounts. */
export const oauthMounts = {
  findResource,
  defaultResource: '/mcp',
  /** What can be asked for at some mount. */
  scopes: [
    ...new Set(mounts.flatMap(({ credentials, scopes }) => (credentials.includes('oauth_token') ? scopes : []))),
  ],
}

/** @returns The paths of a service's mount, or of the one with all tools. */
export function mountPathsOf(service: string): Pick<Mount, 'http' | 'sse' | 'messages'> | undefined {
  return service === 'all' ? findMount('patchbay') : findServiceMount(service)
}

/** @returns The paths that a service's access tokens may be for. */
export function resourcesOfService(service: string): readonly string[] {
  const mount = findServiceMount(service)
  return mount?.credentials.includes('oauth_token') ? resourcesOf(mount) : []
}

function findServiceMount(service: string): Mount | undefined {
  return mounts.find(({ toolset }) => toolset.kind === 'service' && toolset.service === service)
}

/** @param name - The server's name. */
function findMount(name: string | undefined): Mount | undefined {
  return mounts.find((mount) => mount.name === name)
}

function trim(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path
}
