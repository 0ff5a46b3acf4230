import { openTestDatabase, type TestDatabase } from '@patchbay/test-support/database'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createMemoryBus } from '../bus/memory.ts'
import { gatewayMigrations } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import { createApiKeys, type ApiKeys } from './api-keys.ts'
import { syncEnvironmentKeys } from './environment-keys.ts'
import { ensureFirstUser } from './users.ts'

const [one, two, three] = ['the-first-key-of-three', 'the-second-key-of-three', 'the-third-key-of-three']
const now = () => Date.parse('2026-03-01T12:00:00Z')

describe('keys of the environment', () => {
  let database: TestDatabase
  let store: Store
  let keys: ApiKeys
  beforeAll(async () => {
    database = await openTestDatabase('pglite', [gatewayMigrations])
    store = { kind: 'embedded', db: database.db, async ping() {}, async [Symbol.asyncDispose]() {} }
    keys = createApiKeys({ store, bus: createMemoryBus(), now, rememberMs: 0 })
  })
  beforeEach(async () => {
    await store.db.execute(sql`truncate users restart identity cascade`)
    await ensureFirstUser(store, now)
  })
  afterAll(async () => {
    await keys[Symbol.asyncDispose]()
    await database[Symbol.asyncDispose]()
  })
  const sync = (set: Parameters<typeof syncEnvironmentKeys>[2]) => syncEnvironmentKeys(store, 1, set, now)
  const scopesOf = async (key: string) => (await keys.find(key))?.scopes.length

  it('change places, and keep their numbers', async () => {
    await sync({ MCP_API_KEY: one, ADMIN_API_KEY: two })
    const before = await keys.list(1)
    await sync({ MCP_API_KEY: two, ADMIN_API_KEY: one })
    expect([await scopesOf(one), await scopesOf(two)]).toEqual([9, 4])
    expect((await keys.list(1)).map(({ id, name }) => [id, name])).toEqual(before.map(({ id, name }) => [id, name]))
  })

  it('end when they are no longer set, and come back under the number that they had', async () => {
    await sync({ MCP_API_KEY: one, ADMIN_API_KEY: two })
    await sync({ MCP_API_KEY: undefined, ADMIN_API_KEY: two })
    expect([await scopesOf(one), await scopesOf(two)]).toEqual([undefined, 9])
    await sync({ MCP_API_KEY: three, ADMIN_API_KEY: two })
    expect([await scopesOf(one), await scopesOf(three)]).toEqual([undefined, 4])
    expect(await keys.list(1)).toHaveLength(2)
  })

  it('stay as they are where nothing is said of them', async () => {
    await sync({ MCP_API_KEY: one, ADMIN_API_KEY: two })
    await sync({})
    await sync({ MCP_API_KEY: three })
    expect([await scopesOf(three), await scopesOf(two)]).toEqual([4, 9])
  })

  it('are refused where one is the same as a key that was made', async () => {
    const { key } = await keys.make(1, 'worker', ['tools:call'], null)
    await expect(sync({ MCP_API_KEY: key, ADMIN_API_KEY: two })).rejects.toThrow(
      'MCP_API_KEY is the same as the key "worker", which was made here. Set it to another one.',
    )
    expect(await scopesOf(key)).toBe(1)
  })
})
