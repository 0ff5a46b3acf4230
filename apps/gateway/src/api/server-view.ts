import type { McpServer, ServerSettings } from '@patchbay/contract'
import { and, eq } from 'drizzle-orm'
import { mcpServers } from '../store/schema/mcp-servers.ts'
import { serverCredentials } from '../store/schema/server-credentials.ts'
import type { KnownServer, ServerRow } from '../upstreams/upstream.ts'
import type { ApiContext } from './api-context.ts'

/** How a registered server is shown: as it stands now, and without any secret. */
export function createServerView({ store: { db }, upstreams, hub }: Pick<ApiContext, 'store' | 'upstreams' | 'hub'>) {
  async function signedInAt(userId: number): Promise<Set<number>> {
    const rows = await db
      .select({ serverId: serverCredentials.serverId })
      .from(serverCredentials)
      .where(and(eq(serverCredentials.userId, userId), eq(serverCredentials.kind, 'oauth')))
    return new Set(rows.map(({ serverId }) => serverId))
  }

  function describe(row: ServerRow, signedIn: Set<number>): McpServer {
    // How the connection stands is known before it is written down.
    const live = upstreams.find(row.id)?.row ?? row
    const { tools, held } = hub.toolBook.counts(row.id)
    const { needsSignIn, era: _, capabilities: __, ...metadata } = live.metadata
    return {
      id: row.id,
      userId: row.userId,
      name: row.name,
      url: row.url,
      description: row.description,
      type: row.type === 'service' ? 'auto' : row.type,
      transport: row.type === 'auto' || row.type === 'service' ? (metadata.transport ?? null) : row.type,
      hasApiKey: row.apiKey !== null,
      envNames: row.envNames,
      headerNames: row.headerNames,
      isActive: row.isActive,
      connectionStatus: live.connectionStatus,
      lastConnected: live.lastConnected?.toISOString() ?? null,
      metadata,
      needsSignIn: needsSignIn === true,
      signedIn: signedIn.has(row.id),
      toolCount: tools,
      heldCount: held,
      ...settingsOf(row),
      createdAt: row.createdAt.toISOString(),
      updatedAt: row.updatedAt.toISOString(),
    }
  }

  return {
    async one(row: ServerRow): Promise<McpServer> {
      return describe(row, await signedInAt(row.userId))
    },
    /** A user's own servers, in the order in which they were added. */
    async own(userId: number): Promise<McpServer[]> {
      const signedIn = await signedInAt(userId)
      const rows = await db.select().from(mcpServers).where(eq(mcpServers.userId, userId)).orderBy(mcpServers.id)
      return rows.filter(({ type }) => type !== 'service').map((row) => describe(row, signedIn))
    },
  }
}

function settingsOf(row: ServerRow): ServerSettings {
  return {
    definitions: row.definitions,
    network: row.network,
    trusted: row.trusted,
    shared: row.shared,
    credential: row.credential,
    allowSampling: row.allowSampling,
    allowElicitation: row.allowElicitation,
    approval: row.approval,
    timeoutMs: row.timeoutMs,
    detachAfterMs: row.detachAfterMs,
    queueLimit: row.queueLimit,
    callsPerMinute: row.callsPerMinute,
    bindings: row.bindings,
  }
}

/** Whether a user may see a server that is not theirs. */
export function isShared({ row }: KnownServer): boolean {
  return row.shared && row.type !== 'service'
}
