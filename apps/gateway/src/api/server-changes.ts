import {
  PatchbayError,
  type LiveEvent,
  type McpServerChange,
  type NewMcpServer,
  type Principal,
} from '@patchbay/contract'
import { eq } from 'drizzle-orm'
import { agents, agentServers } from '../store/schema/agents.ts'
import { mcpServers } from '../store/schema/mcp-servers.ts'
import type { ServerRow } from '../upstreams/upstream.ts'
import type { ApiContext } from './api-context.ts'
import { requireAllowedServer, requireSendable } from './require-allowed-server.ts'

type Columns = Partial<typeof mcpServers.$inferInsert>

/** Adds and changes servers, with their secrets sealed. */
export function createServerChanges(context: ApiContext) {
  const { store, keyRing, upstreams, bus, now } = context
  const { db } = store

  function sealed(id: number, { apiKey, env, headers }: McpServerChange): Columns {
    const seal = (text: string, column: string) => keyRing.seal(text, `mcp_servers:${id}:${column}`)
    return {
      ...(apiKey !== undefined && { apiKey: apiKey?.trim() ? seal(apiKey.trim(), 'api_key') : null }),
      ...(env && { env: hasAny(env) ? seal(JSON.stringify(env), 'env') : null, envNames: Object.keys(env) }),
      ...(headers && {
        headers: hasAny(headers) ? seal(JSON.stringify(headers), 'headers') : null,
        headerNames: Object.keys(headers),
      }),
    }
  }

  /** Everybody knows of it before the answer. */
  async function tell({ id: serverId, userId }: ServerRow): Promise<void> {
    await upstreams.reload(serverId)
    bus.publish('server.changed', { serverId })
    const event: LiveEvent = { type: 'server.changed', serverId }
    bus.publish('live', { userId, event })
  }

  return {
    async add(principal: Principal, asked: NewMcpServer, imported?: Record<string, unknown>): Promise<ServerRow> {
      const { apiKey, env, headers, type = 'auto', ...settings } = asked
      requireAllowedServer(context, principal, { name: asked.name, url: asked.url, type })
      requireSendable(asked)
      requireShareable(principal, asked)
      const at = new Date(now())
      const row = await db.transaction(async (tx) => {
        const [made] = await tx
          .insert(mcpServers)
          .values({
            ...withoutAbsent(settings),
            ...(imported && { imported }),
            userId: principal.userId,
            type,
            createdAt: at,
            updatedAt: at,
          })
          .returning()
        if (!made) throw new Error('The server was not written')
        // What is sealed is bound to the row, whose number is known only now.
        const secrets = sealed(made.id, { apiKey, env, headers })
        if (Object.keys(secrets).length === 0) return made
        const [whole] = await tx.update(mcpServers).set(secrets).where(eq(mcpServers.id, made.id)).returning()
        return whole ?? made
      })
      await tell(row)
      return row
    },
    async change(principal: Principal, before: ServerRow, change: McpServerChange): Promise<ServerRow> {
      const { apiKey, env, headers, ...settings } = change
      const { url = before.url, type = before.type } = change
      const moved = url !== before.url || type !== before.type
      // Who may not run commands may still rename one that is there.
      if (moved) requireAllowedServer(context, principal, { name: change.name ?? before.name, url, type })
      requireSendable(change)
      requireShareable(principal, change)
      const { transport: _, era: __, package: ___, capabilities: ____, ...metadata } = before.metadata
      const [row] = await db
        .update(mcpServers)
        .set({
          ...withoutAbsent(settings),
          ...sealed(before.id, { apiKey, env, headers }),
          // What was imported is not what it is any more.
          ...(moved && { metadata, imported: null }),
          updatedAt: new Date(now()),
        })
        .where(eq(mcpServers.id, before.id))
        .returning()
      if (!row) throw new PatchbayError('NOT_FOUND', 'MCP server not found')
      await tell(row)
      return row
    },
    async remove(row: ServerRow): Promise<void> {
      const losing = await db
        .select({ agentId: agents.id, userId: agents.userId })
        .from(agentServers)
        .innerJoin(agents, eq(agents.id, agentServers.agentId))
        .where(eq(agentServers.serverId, row.id))
      await db.delete(mcpServers).where(eq(mcpServers.id, row.id))
      await tell(row)
      for (const { agentId, userId } of losing) {
        bus.publish('agent.changed', { agentId })
        bus.publish('live', { userId, event: { type: 'agent.changed', agentId } })
      }
    },
  }
}

function requireShareable({ scopes }: Principal, { shared }: McpServerChange): void {
  if (shared === true && !scopes.includes('admin')) {
    throw new PatchbayError('SCOPE_REQUIRED', 'Only an admin shares a server with everybody')
  }
}

function hasAny(record: Record<string, unknown>): boolean {
  return Object.keys(record).length > 0
}

/** What is not named stays; a description that is null is empty. */
function withoutAbsent<T extends McpServerChange>(change: T): Omit<T, 'description'> & { description?: string } {
  const { description, ...rest } = change
  const named = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
  // The same members, but those that were not there.
  return { ...named, ...(description === undefined ? {} : { description: description ?? '' }) } as never
}
