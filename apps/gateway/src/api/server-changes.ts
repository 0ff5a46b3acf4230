import { PatchbayError, type McpServerChange, type NewMcpServer, type Principal } from '@patchbay/contract'
import { eq } from 'drizzle-orm'
import { mcpServers } from '../store/schema/mcp-servers.ts'
import { guessType } from '../upstreams/open-link.ts'
import { readCommandLine } from '../upstreams/stdio/command-line.ts'
import type { ServerRow } from '../upstreams/upstream.ts'
import type { ApiContext } from './api-context.ts'

type Columns = Partial<typeof mcpServers.$inferInsert>

/** Adds and changes servers, with their secrets sealed. */
export function createServerChanges(context: ApiContext) {
  const { store, keyRing, upstreams, bus, now, stdioAllow } = context
  const { db } = store

  /** @throws {PatchbayError} Where the address or command is none, or the principal may not use it. */
  function requireAllowed(principal: Principal, url: string, type: string): void {
    const kind = type === 'auto' ? guessType(url) : type
    if (kind === 'stdio') {
      if (!principal.scopes.includes('servers:stdio')) {
        throw new PatchbayError('SCOPE_REQUIRED', 'A server that runs on this machine needs the scope servers:stdio')
      }
      readCommandLine(url, stdioAllow)
      return
    }
    const protocols = kind === 'websocket' ? ['ws:', 'wss:'] : ['http:', 'https:']
    const parsed = URL.canParse(url) ? new URL(url) : undefined
    if (!parsed || !protocols.includes(parsed.protocol)) {
      throw new PatchbayError(
        'VALIDATION_FAILED',
        `The URL must begin with ${protocols.join('// or ')}// for this type`,
      )
    }
    if (parsed.username || parsed.password) {
      throw new PatchbayError('VALIDATION_FAILED', 'Leave the password out of the URL: give it as API key or header')
    }
  }

  function sealed(id: number, { apiKey, env, headers }: McpServerChange): Columns {
    const seal = (text: string, column: string) => keyRing.seal(text, `mcp_servers:${id}:${column}`)
    return {
      ...(apiKey !== undefined && { apiKey: apiKey ? seal(apiKey, 'api_key') : null }),
      ...(env && { env: hasAny(env) ? seal(JSON.stringify(env), 'env') : null, envNames: Object.keys(env) }),
      ...(headers && {
        headers: hasAny(headers) ? seal(JSON.stringify(headers), 'headers') : null,
        headerNames: Object.keys(headers),
      }),
    }
  }

  /** Everybody knows of it before the answer. */
  async function tell(serverId: number): Promise<void> {
    await upstreams.reload(serverId)
    bus.publish('server.changed', { serverId })
  }

  return {
    async add(principal: Principal, asked: NewMcpServer, imported?: Record<string, unknown>): Promise<ServerRow> {
      const { apiKey, env, headers, type = 'auto', ...settings } = asked
      requireAllowed(principal, asked.url, type)
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
      await tell(row.id)
      return row
    },
    async change(principal: Principal, before: ServerRow, change: McpServerChange): Promise<ServerRow> {
      const { apiKey, env, headers, ...settings } = change
      const { url = before.url, type = before.type } = change
      // Who may not run commands may still rename one that is there.
      if (url !== before.url || type !== before.type) requireAllowed(principal, url, type)
      requireShareable(principal, change)
      const moved = url !== before.url || type !== before.type
      const { transport: _, era: __, package: ___, capabilities: ____, ...metadata } = before.metadata
      const [row] = await db
        .update(mcpServers)
        .set({
          ...withoutAbsent(settings),
          ...sealed(before.id, { apiKey, env, headers }),
          ...(moved && { metadata }),
          updatedAt: new Date(now()),
        })
        .where(eq(mcpServers.id, before.id))
        .returning()
      if (!row) throw new PatchbayError('NOT_FOUND', 'MCP server not found')
      await tell(row.id)
      return row
    },
    async remove(serverId: number): Promise<void> {
      await db.delete(mcpServers).where(eq(mcpServers.id, serverId))
      await tell(serverId)
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
