import { setImmediate as turn } from 'node:timers/promises'
import { openTestDatabase, type TestDatabase } from '@patchbay/test-support/database'
import { describeDatabases } from '@patchbay/test-support/describe-databases'
import { asc } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gatewayMigrations } from '../store/open-store.ts'
import { toolCalls } from '../store/schema/tool-calls.ts'
import { users } from '../store/schema/users.ts'
import { createRowBatch } from './row-batch.ts'
import type { ToolCallRow } from './tool-call-row.ts'

const at = new Date('2026-03-01T12:00:00.250Z')
function rowOf(id: string, more: Partial<ToolCallRow> = {}): ToolCallRow {
  return {
    id,
    userId: 1,
    callId: null,
    agentId: null,
    serverId: 3,
    server: 'echo',
    tool: 'get_echo',
    toolClass: 'read',
    arguments: {},
    argumentsHash: '',
    reuseKey: null,
    status: 'succeeded',
    outcome: null,
    result: null,
    resultText: null,
    error: null,
    detached: false,
    heardAt: null,
    askedBy: 'Ana',
    callerPhone: null,
    startedAt: at,
    endedAt: at,
    durationMs: 0.5,
    ...more,
  }
}

describeDatabases('rows of the audit', (kind) => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await openTestDatabase(kind, [gatewayMigrations])
    await database.db.insert(users).values({ name: 'Ana', role: 'admin', createdAt: new Date(0) })
  })
  afterAll(() => database[Symbol.asyncDispose]())

  const written = (prefix: string) =>
    database.db
      .select()
      .from(toolCalls)
      .orderBy(asc(toolCalls.id))
      .then((rows) => rows.filter(({ id }) => id.startsWith(prefix)))

  test('calls have their turn between the statements of many rows', async () => {
    const errors: unknown[] = []
    const batch = createRowBatch(database.db, (error) => errors.push(error))
    const COUNT = 1_000
    let made = 0
    for (let n = 0; n < COUNT; n += 1) {
      batch.add(() => {
        made += 1
        return rowOf(`tc_turn_${String(n).padStart(4, '0')}`)
      })
    }
    let longest = 0
    for (let left = COUNT; left > 0; left = COUNT - made) {
      await turn()
      longest = Math.max(longest, left - (COUNT - made))
    }
    expect(longest).toBeLessThanOrEqual(COUNT / 10)
    await batch[Symbol.asyncDispose]()
    expect(await written('tc_turn_')).toHaveLength(COUNT)
    expect(errors).toEqual([])
  })

  test('a few are written without more of them, and closing writes what still waits', async () => {
    const batch = createRowBatch(database.db, () => {})
    batch.add(() => rowOf('tc_few_1'))
    await expect.poll(() => written('tc_few_')).toHaveLength(1)
    batch.add(() => rowOf('tc_few_2'))
    await batch[Symbol.asyncDispose]()
    expect(await written('tc_few_')).toHaveLength(2)
  })

  test('a row that the store refuses, or has already, takes no other with it', async () => {
    const errors: unknown[] = []
    const batch = createRowBatch(database.db, (error) => errors.push(error))
    batch.add(() => rowOf('tc_bad_1'))
    await expect.poll(() => written('tc_bad_')).toHaveLength(1)
    for (const row of [rowOf('tc_bad_1'), rowOf('tc_bad_2', { userId: 999 }), rowOf('tc_bad_3')]) batch.add(() => row)
    await batch[Symbol.asyncDispose]()
    expect((await written('tc_bad_')).map(({ id }) => id)).toEqual(['tc_bad_1', 'tc_bad_3'])
    expect(errors).toHaveLength(1)
  })

  test('what people and servers write comes back as it was', async () => {
    const words = 'quotes " and \\ and {braces}, commas, NULL, líneas\nnew\ttabs, 🏄'
    const row = rowOf('tc_words', {
      callId: null,
      agentId: 7,
      server: words,
      tool: 'NULL',
      arguments: { [words]: [words, { deep: '\\"' }, 1.5, null, true] },
      outcome: { status: 'refused', reason: words },
      resultText: '',
      error: words,
      askedBy: '',
      callerPhone: '+351910000000',
      durationMs: 12.75,
    })
    const batch = createRowBatch(database.db, () => {})
    batch.add(() => row)
    batch.add(() => rowOf('tc_words_bare'))
    await batch[Symbol.asyncDispose]()
    expect(await written('tc_words')).toEqual([row, rowOf('tc_words_bare')])
  })
})
