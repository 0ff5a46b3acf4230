import type { LiveEvent } from '@patchbay/contract'
import { and, eq } from 'drizzle-orm'
import { mcpServers } from '../store/schema/mcp-servers.ts'
import { serverCredentials } from '../store/schema/server-credentials.ts'
import type { Link, LinkEvents } from './link.ts'
import { createManagedUpstream, type LinkState, type ManagedUpstream } from './managed-upstream.ts'
import { openLink, type LinkTarget, type OpenLinkOptions } from './open-link.ts'
import type { UpstreamsOptions } from './open-upstreams.ts'
import { codesOf, reasonOf } from './reason-of.ts'
import { findSignedIn, SIGN_IN_CALLBACK } from './sign-in/signed-in-provider.ts'
import { UpstreamUnavailable, type KnownServer, type ServerRow } from './upstream.ts'

/** How long it is believed in which revision of the protocol a server speaks, in ms. */
const VERDICT_MS = 24 * 3600 * 1000

/** How long calls under way may take to end when a server's settings change, in ms. */
const GRACE_MS = 30_000

/** A server that a user registered, and its connections: one for each credential. */
export interface RegisteredServer extends KnownServer {
  /** Takes new settings; connections stay where nothing of theirs has changed. */
  change(row: ServerRow): Promise<void>
  connect(): Promise<void>
  disconnect(): Promise<void>
  memory(): Promise<number | null>
  /** How it is reached, with the credential that a user has there. @throws {UpstreamUnavailable} */
  targetFor(userId: number): Promise<LinkTarget>
  startProcess: OpenLinkOptions['startProcess']
  close(graceMs: number): Promise<void>
}

export function createRegisteredServer(first: ServerRow, options: UpstreamsOptions): RegisteredServer {
  const { bus, keyRing, guard, auditLog, now, onError } = options
  const { db } = options.store
  let row = first
  let upstreams = new Map<number, ManagedUpstream>()
  let fingerprint = ''
  let fingerprinted: Promise<unknown> = readFingerprint().then((read) => (fingerprint = read), onError)

  /** What a connection is made with: where any of it changes, another one is made. */
  async function readFingerprint(): Promise<string> {
    const {
      url,
      type,
      apiKey,
      env,
      headers,
      network,
      isActive,
      credential,
      metadata,
      allowSampling,
      allowElicitation,
    } = row
    const credentials = await db
      .select({ userId: serverCredentials.userId, kind: serverCredentials.kind, at: serverCredentials.updatedAt })
      .from(serverCredentials)
      .where(eq(serverCredentials.serverId, row.id))
      .orderBy(serverCredentials.userId, serverCredentials.kind)
    // What a sign-in gave is renewed without anybody's doing.
    const known = credentials.map(({ userId, kind, at }) => [userId, kind, kind === 'api_key' ? +at : 0])
    return JSON.stringify([
      url,
      type,
      apiKey,
      env,
      headers,
      network,
      isActive,
      credential,
      metadata.package,
      allowSampling,
      allowElicitation,
      known,
    ])
  }

  function open(userId: number): ManagedUpstream {
    const isOwner = userId === row.userId
    const upstream = createManagedUpstream({
      name: () => row.name,
      open: async (events: LinkEvents) => {
        try {
          const link = await openLink(await targetFor(userId), {
            guard,
            events,
            startProcess,
            now,
            random: Math.random,
          })
          if (isOwner) remember(link)
          return link
        } catch (error) {
          noteSuspicious(error)
          throw error
        }
      },
      onState: (state) => {
        if (isOwner && upstreams.get(userId) === upstream) void tell(state).catch(onError)
      },
      capabilities: row.metadata.capabilities,
      random: Math.random,
    })
    return upstream
  }

  /** Once, not at every try. */
  function noteSuspicious(error: unknown): void {
    const blocked = codesOf(error).find((code) => code === 'ADDRESS_BLOCKED' || code === 'COMMAND_NOT_ALLOWED')
    const reason = reasonOf(error)
    if (blocked === undefined || row.metadata.reason === reason) return
    auditLog.record({
      userId: row.userId,
      type: blocked === 'ADDRESS_BLOCKED' ? 'security.address_blocked' : 'security.sandbox_violation',
      severity: 'warning',
      actor: row.name,
      subject: row.name,
      sentence: `${row.name} was not connected: ${reason}`,
      details: { serverId: row.id },
    })
  }

  function remember(link: Link): void {
    row.metadata = {
      ...row.metadata,
      transport: link.transport,
      protocolVersion: link.protocolVersion,
      probedAt: new Date(link.verdict.at).toISOString(),
      era: link.verdict.era,
      capabilities: link.capabilities,
      ...(link.serverInfo && { serverInfo: link.serverInfo }),
      ...(link.instructions && { instructions: link.instructions.slice(0, 10_000) }),
    }
  }

  /** Writes down how the connection stands, and tells everybody. */
  async function tell({ status, reason, needsSignIn }: LinkState): Promise<void> {
    const at = now()
    const { reason: _, needsSignIn: __, ...metadata } = row.metadata
    row.metadata = { ...metadata, ...(reason !== undefined && { reason }), ...(needsSignIn && { needsSignIn }) }
    row.connectionStatus = status
    if (status === 'connected') row.lastConnected = new Date(at)
    const { id: serverId, userId, name } = row
    const told = { serverId, name, connectionStatus: status, reason: reason ?? null }
    bus.publish('server.status', { ...told, userId, at })
    const event: LiveEvent = { type: 'server.status', server: { ...told, at: new Date(at).toISOString() } }
    bus.publish('live', { userId, event })
    const { connectionStatus, lastConnected } = row
    await db
      .update(mcpServers)
      .set({ connectionStatus, lastConnected, metadata: row.metadata })
      .where(eq(mcpServers.id, serverId))
  }

  /** The user's own connection, made anew after a change of settings. */
  function upstreamOf(userId: number): ManagedUpstream {
    let upstream = upstreams.get(userId)
    if (!upstream) upstreams.set(userId, (upstream = open(userId)))
    return upstream
  }

  async function targetFor(userId: number): Promise<LinkTarget> {
    if (!row.isActive) throw new UpstreamUnavailable('it is switched off', 60)
    const unseal = (sealed: string, column: string) => keyRing.open(sealed, `mcp_servers:${row.id}:${column}`)
    const headers: Record<string, string> = row.headers === null ? {} : readRecord(unseal(row.headers, 'headers'))
    const own = await credentialOf(userId)
    const key =
      own ??
      (row.apiKey !== null && (row.credential === 'owner' || userId === row.userId)
        ? unseal(row.apiKey, 'api_key')
        : undefined)
    if (key !== undefined) headers.Authorization = `Bearer ${key}`
    const signedIn = await findSignedIn({
      ...options,
      serverId: row.id,
      userId,
      redirectUrl: `${options.publicUrl()}${SIGN_IN_CALLBACK}`,
    })
    if (row.credential === 'user' && userId !== row.userId && key === undefined && !signedIn) {
      throw new UpstreamUnavailable('you have not given it a credential of your own', 60)
    }
    const { era, probedAt } = row.metadata
    const at = probedAt === undefined ? 0 : Date.parse(probedAt)
    return {
      type: row.type === 'service' ? 'auto' : row.type === 'auto' ? (row.metadata.transport ?? 'auto') : row.type,
      url: row.url,
      headers,
      authProvider: key === undefined ? signedIn : undefined,
      capabilities: {
        roots: {},
        ...(row.allowSampling && { sampling: {} }),
        ...(row.allowElicitation && { elicitation: {} }),
      },
      verdict: era !== undefined && at > now() - VERDICT_MS ? { era, at } : undefined,
    }
  }

  async function credentialOf(userId: number): Promise<string | undefined> {
    const [found] = await db
      .select({ sealed: serverCredentials.sealed })
      .from(serverCredentials)
      .where(
        and(
          eq(serverCredentials.serverId, row.id),
          eq(serverCredentials.userId, userId),
          eq(serverCredentials.kind, 'api_key'),
        ),
      )
    return found && keyRing.open(found.sealed, `server_credentials:${row.id}:${userId}:api_key`)
  }

  async function startProcess() {
    const env = row.env === null ? {} : readRecord(keyRing.open(row.env, `mcp_servers:${row.id}:env`))
    return options.startProcess(row, env)
  }

  return {
    get row() {
      return row
    },
    get label() {
      return row.name.replaceAll(/[^a-zA-Z0-9_-]+/g, '_').slice(0, 40) || 'server'
    },
    get upstream() {
      return upstreamOf(row.userId)
    },
    upstreamFor: (userId) => upstreamOf(row.credential === 'owner' ? row.userId : userId),
    async change(next) {
      await fingerprinted
      row = { ...next, connectionStatus: row.connectionStatus }
      const before = fingerprint
      fingerprinted = readFingerprint().then((read) => (fingerprint = read))
      await fingerprinted
      if (fingerprint === before) return
      const old = upstreams
      upstreams = new Map()
      const { transport: _, era: __, reason: ___, needsSignIn: ____, ...metadata } = row.metadata
      row.metadata = metadata
      await tell({ status: 'disconnected', reason: undefined, link: undefined, needsSignIn: false })
      for (const upstream of old.values()) void upstream.retire(GRACE_MS).catch(onError)
    },
    async connect() {
      await upstreamOf(row.userId).connect()
    },
    async disconnect() {
      await Promise.all([...upstreams.values()].map((upstream) => upstream.disconnect()))
    },
    async memory() {
      const all = await Promise.all([...upstreams.values()].map((upstream) => upstream.memory()))
      return all.reduce<number | null>((sum, bytes) => (bytes === null ? sum : (sum ?? 0) + bytes), null)
    },
    targetFor,
    startProcess,
    async close(graceMs) {
      await Promise.all([...upstreams.values()].map((upstream) => upstream.close(graceMs)))
    },
  }
}

/** What was sealed as JSON by us. */
function readRecord(text: string): Record<string, string> {
  return JSON.parse(text) as Record<string, string>
}
