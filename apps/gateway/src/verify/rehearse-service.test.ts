import { createService, defineTool, ToolError, type Rehearsal } from '@patchbay/service-kit'
import { describeDatabases } from '@patchbay/test-support/describe-databases'
import { openTestDatabase } from '@patchbay/test-support/database'
import { sql } from 'drizzle-orm'
import { expect, it, onTestFinished } from 'vitest'
import * as z from 'zod'
import { rehearseService, type RehearsalOptions } from './rehearse-service.ts'

const write = { readOnlyHint: false, openWorldHint: false }

interface Deps {
  db: RehearsalOptions['db']
}

/** Writes a row, and fails in several ways. */
const note = defineTool({
  name: 'note',
  title: 'Note',
  description: 'Writes down.',
  input: z.strictObject({
    text: z.string().min(3),
    kind: z.enum(['plain', 'refused', 'broken']),
    times: z.int().min(2),
    tags: z.array(z.string()),
    urgent: z.boolean(),
    about: z.strictObject({ who: z.string() }),
    aside: z.string().optional(),
  }),
  output: z.object({ notes: z.int() }),
  annotations: write,
  async run({ text, kind }, { db }: Deps) {
    await db.execute(sql`insert into notes values (${text})`)
    if (kind === 'refused') throw new ToolError('There is no room for notes.')
    if (kind === 'broken') await db.execute(sql`select * from nowhere`)
    const { rows } = await db.execute(sql`select count(*)::int as notes from notes`)
    return { notes: Number(rows[0]?.['notes']) }
  },
})

describeDatabases('rehearseService', (kind) => {
  async function rehearse(...calls: Rehearsal['calls']) {
    const opened = await openTestDatabase(kind, [])
    onTestFinished(() => opened[Symbol.asyncDispose]())
    const { db } = opened
    await db.execute(sql`create table notes (text text)`)
    const checks = await rehearseService({
      db,
      now: () => new Date(),
      open: (tx, onError) => ({
        name: 'desk',
        server: createService({ name: 'desk', title: 'Desk', version: '1', tools: [note], deps: { db: tx, onError } }),
        ...(calls.length > 0 ? { rehearse: async () => ({ asker: { userId: -1 }, calls }) } : {}),
      }),
    })
    const { rows } = await db.execute(sql`select * from notes`)
    return { checks: checks.map(({ name, ok, detail }) => ({ name, ok, detail })), rows }
  }
  const args = (what: string) => ({
    text: 'hello',
    kind: what,
    times: 2,
    tags: [],
    urgent: false,
    about: { who: 'me' },
  })

  it('makes up what a tool needs that its service has no call for', async () => {
    expect(await rehearse()).toEqual({ checks: [{ name: 'desk: note', ok: true, detail: '' }], rows: [] })
  })

  it('says what a tool refuses, and what breaks inside it, and goes on after both', async () => {
    const { checks, rows } = await rehearse(
      { tool: 'note', args: args('refused') },
      { tool: 'note', args: args('broken') },
      { tool: 'note', args: args('plain') },
    )
    expect(checks).toEqual([
      { name: 'desk: note', ok: false, detail: 'There is no room for notes.' },
      { name: 'desk: note', ok: false, detail: 'relation "nowhere" does not exist' },
      { name: 'desk: note', ok: true, detail: '' },
    ])
    expect(rows).toEqual([])
  })

  it('fails where a service has a call for a tool that is gone', async () => {
    expect((await rehearse({ tool: 'lost', args: {} })).checks).toEqual([
      { name: 'desk: tools', ok: false, detail: 'it has no tool lost' },
    ])
  })
})
