import { META, type CallToolResult, type Principal, type ToolSettings } from '@patchbay/contract'
import { openTestDatabase } from '@patchbay/test-support/database'
import { sql } from 'drizzle-orm'
import { createMemoryBus } from '../src/bus/memory.ts'
import type { Hub, ToolCallRequest } from '../src/hub/hub.ts'
import { openHub } from '../src/hub/open-hub.ts'
import { beginCall } from '../src/identity/calls.ts'
import { createAuditLog, type AuditLog } from '../src/store/audit-log.ts'
import { openKeyRing } from '../src/store/key-ring.ts'
import { gatewayMigrations } from '../src/store/open-store.ts'
import { adminEvents } from '../src/store/schema/admin-events.ts'
import { toolCalls } from '../src/store/schema/tool-calls.ts'
import { users } from '../src/store/schema/users.ts'
import type { Store } from '../src/store/store.ts'
import { createGuard } from '../src/upstreams/guard.ts'
import { openUpstreams } from '../src/upstreams/open-upstreams.ts'
import type { Upstreams } from '../src/upstreams/upstream.ts'
import { createWorkshop, type Workshop } from './workshop.ts'

const SECRETS_KEY = Buffer.alloc(32, 7).toString('base64')

/** Everything that the first user has. */
export const toolset = { kind: 'user' } as const

export const principal: Principal = {
  kind: 'user',
  userId: 1,
  name: 'Ana',
  scopes: ['tools:call'],
  proof: 'api_key',
  credentialId: 'key:1',
}

/** A hub on a real store, with a workshop behind it, and a clock that stands still. */
export class HubBench implements AsyncDisposable {
  readonly bus = createMemoryBus()
  readonly store: Store
  workshop: Workshop = createWorkshop()
  /** Milliseconds since 1970. */
  time = 0
  private hubs = new AsyncDisposableStack()
  private current: Hub | undefined
  private upstreams: Upstreams | undefined
  private auditLog: AuditLog | undefined
  private readonly close: () => PromiseLike<void>

  private constructor(store: Store, close: () => PromiseLike<void>) {
    this.store = store
    this.close = close
  }

  static async open(): Promise<HubBench> {
    const database = await openTestDatabase('pglite', [gatewayMigrations])
    const store: Store = { kind: 'embedded', db: database.db, async ping() {}, async [Symbol.asyncDispose]() {} }
    return new HubBench(store, () => database[Symbol.asyncDispose]())
  }

  /** Empties the store, but for two users, and opens a hub. */
  async reset(): Promise<void> {
    await this.hubs.disposeAsync()
    this.hubs = new AsyncDisposableStack()
    this.time = Date.parse('2026-03-01T12:00:00Z')
    await this.store.db.execute(sql`truncate users, tool_calls restart identity cascade`)
    const createdAt = new Date(this.time)
    for (const name of ['Ana', 'Bia']) await this.store.db.insert(users).values({ name, role: 'admin', createdAt })
    await this.reopen()
  }

  /** Another hub on the same store, as after a restart, with new workshops that have done nothing yet. */
  async reopen({ callsPerMinute = 100_000, userCallsPerMinute = 100_000, names = ['workshop'] } = {}): Promise<
    Workshop[]
  > {
    const workshops = names.map((name) => createWorkshop(name))
    const services = workshops.map(({ server }, n) => ({ name: names[n] ?? '', server }))
    const { store, bus } = this
    const now = () => this.time
    const onError = () => {}
    const auditLog = this.hubs.use(createAuditLog({ store, now, publish: () => {}, onError }))
    this.auditLog = auditLog
    const guard = this.hubs.use(createGuard(['127.0.0.0/8']))
    const keyRing = openKeyRing({ secretsKey: SECRETS_KEY, dataDir: '' })
    const startProcess = () => Promise.reject(new Error('There is no process in these tests'))
    const upstreams = await openUpstreams({
      store,
      bus,
      keyRing,
      auditLog,
      guard,
      services,
      ownerId: 1,
      publicUrl: () => 'http://patchbay.test',
      startProcess,
      now,
      onError,
    })
    this.upstreams = this.hubs.use(upstreams)
    const publicUrl = () => 'http://patchbay.test'
    const limits = { callsPerMinute, userCallsPerMinute }
    const hub = await openHub({ store, bus, upstreams, auditLog, connects: true, ...limits, publicUrl, now, onError })
    this.current = this.hubs.use(hub)
    this.workshop = workshops[0] ?? this.workshop
    return workshops
  }

  /** The id of the workshop, or of another server by its name. */
  serverId(name = 'workshop'): number {
    const server = this.upstreams?.all().find(({ row }) => row.name === name)
    if (!server) throw new Error(`There is no server ${name}`)
    return server.row.id
  }

  /** Sets a tool of the workshop. */
  async set(tool: string, settings: Partial<ToolSettings>): Promise<void> {
    await this.hub.toolBook.set(this.serverId(), [tool], settings)
  }

  get hub(): Hub {
    if (!this.current) throw new Error('Reset the bench first')
    return this.current
  }

  async call(name: string, request: Partial<ToolCallRequest> = {}): Promise<CallToolResult> {
    const signal = new AbortController().signal
    return this.hub.callTool({ principal, toolset, name, arguments: {}, signal, ...request })
  }

  /** @returns The id of a new call. */
  async begin(userId = 1): Promise<string> {
    const startedAt = new Date(this.time)
    const call = { userId, channel: 'api', caller: undefined, startedAt, maxSeconds: 600 } as const
    return (await beginCall(this.store, this.bus, call)).id
  }

  /** What the audit of the configuration has, once it is written. */
  async auditEvents() {
    await this.auditLog?.[Symbol.asyncDispose]()
    return this.store.db.select().from(adminEvents).orderBy(adminEvents.id)
  }

  /** The audit, oldest first. */
  async rows() {
    return this.store.db.select().from(toolCalls).orderBy(toolCalls.id)
  }

  async [Symbol.asyncDispose]() {
    await this.hubs.disposeAsync()
    await this.close()
  }
}

export function textOf({ content }: CallToolResult): string {
  return content.map(({ text }) => text).join(' | ')
}

export function outcomeOf(result: CallToolResult): unknown {
  return result._meta?.[META.outcome]
}
