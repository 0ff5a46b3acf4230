import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seedClub } from '@patchbay/club'
import { verification } from '@patchbay/contract'
import { seedLibrary } from '@patchbay/library'
import { describeDatabases, type DatabaseKind } from '@patchbay/test-support/describe-databases'
import { freshPostgres } from '@patchbay/test-support/fresh-postgres'
import { sql } from 'drizzle-orm'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { MCP_API_KEY, openTestGateway } from '../../test/open-test-gateway.ts'
import { runCli } from '../../test/run-cli.ts'
import { serviceMigrations } from '../create-services.ts'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'

// The real command on real stores, as a person runs it.

// Each opens a store several times, in several processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 })

const timezone = 'America/Sao_Paulo'
const now = () => new Date()

interface Place {
  dataDir: string
  databaseUrl: string | undefined
}

async function emptyDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'patchbay-verify-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}

async function emptyPlace(kind: DatabaseKind): Promise<Place> {
  const dataDir = await emptyDir()
  if (kind === 'pglite') return { dataDir, databaseUrl: undefined }
  const database = await freshPostgres()
  onTestFinished(() => database[Symbol.asyncDispose]())
  return { dataDir, databaseUrl: database.url }
}

/** A store with its tables; what is done to it happens before the command has it. */
async function openPlace<Result>(place: Place, use: (store: Store) => Promise<Result>): Promise<Result> {
  await using store = await openStore({ ...place, migrations: serviceMigrations, onError: () => {} })
  return await use(store)
}

/** Runs `patchbay verify`. */
function verify({ dataDir, databaseUrl }: Place, env: Record<string, string> = {}, ...words: string[]) {
  const where = { DATA_DIR: dataDir, ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }) }
  return runCli(['verify', ...words], { ...where, ...env })
}

async function verified(place: Place, env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await verify(place, env, '--json')
  const { ok, checks } = verification.parse(JSON.parse(stdout))
  const failed = Object.fromEntries(checks.filter((each) => !each.ok).map(({ name, detail }) => [name, detail]))
  const details = Object.fromEntries(checks.map(({ name, detail }) => [name, detail]))
  return { code, stderr, ok, names: checks.map(({ name }) => name), failed, details }
}

/** Every row of every table. */
async function everything({ db }: Pick<Store, 'db'>): Promise<Record<string, unknown>> {
  const { rows } = await db.execute(
    sql`select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
  )
  const tables: Record<string, unknown> = {}
  for (const row of rows) {
    const table = sql.identifier(String(row['name']))
    const content = await db.execute(sql`select to_jsonb(each)::text as row from ${table} as each order by 1`)
    tables[String(row['name'])] = content.rows
  }
  return tables
}

const clubTools = [
  'get_members',
  'set_member_preferences',
  'get_member_preferences',
  'get_availability',
  'book_session',
  'get_bookings',
  'cancel_booking',
].map((tool) => `club: ${tool}`)

const voiceboxTools = [
  'list_voices',
  'generate_speech',
  'get_usage',
  'get_server_status',
  'list_capabilities',
  'create_realtime_session',
].map((tool) => `voicebox: ${tool}`)

describeDatabases('patchbay verify', (kind) => {
  it('tries every tool of a seeded store, leaves no row behind, and says so in words', async () => {
    const place = await emptyPlace(kind)
    const before = await openPlace(place, async (store) => {
      await seedClub(store.db, { now, timezone })
      await seedLibrary(store.db, now)
      return everything(store)
    })
    const { code, stdout, stderr } = await verify(place)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const lines = stdout.trim().split('\n')
    expect(lines[0]).toMatch(/^ok {6}store +\d+\.\d ms {2}.*PostgreSQL \d+/)
    expect(lines.at(-1)).toBe(`All ${lines.length - 1} checks are well.`)
    for (const tool of [...clubTools, ...voiceboxTools, 'library: ask_job_question', 'library: set_progress']) {
      expect(stdout).toMatch(new RegExp(`^ok      ${tool} +\\d+\\.\\d ms`, 'm'))
    }
    expect(stdout).toMatch(/seed of club .* 5 invented callers, \d+ sessions ahead, 5 bookings/)
    expect(await openPlace(place, everything)).toEqual(before)
    // No sound either, which is a file where the store is embedded.
    expect(await readdir(place.dataDir)).not.toContain('clips')
  })

  it('says which migration has not run, and tries the services that stand all the same', async () => {
    const place = await emptyPlace(kind)
    await openPlace(place, async ({ db }) => {
      await db.execute(
        sql`delete from drizzle.migrations_gateway where id = (select max(id) from drizzle.migrations_gateway)`,
      )
      await db.execute(sql`alter table library_books drop column title`)
    })
    const { code, stderr, failed, names } = await verified(place, { DEMO: '0' })
    expect({ code, failed }).toEqual({
      code: 1,
      failed: {
        'migrations of gateway': expect.stringMatching(/^\d of \d have run, \d{4}_\w+ is next: patchbay migrate$/),
        'migrations of library': expect.stringContaining('library_books.title is missing'),
      },
    })
    expect(stderr).toMatch(/^2 of \d+ checks failed\.\n$/)
    expect(names).toEqual(expect.arrayContaining(clubTools))
    expect(names.filter((name) => name.startsWith('library: '))).toEqual([])
  })

  it('says of a migration that ran otherwise, and of one that this version lacks, which version is needed', async () => {
    const place = await emptyPlace(kind)
    await openPlace(place, async ({ db }) => {
      await db.execute(sql`update drizzle.migrations_club set hash = 'another'`)
      await db.execute(sql`insert into drizzle.migrations_library (hash, created_at) values ('newer', 9e12)`)
    })
    expect((await verified(place, { DEMO: '0' })).failed).toEqual({
      'migrations of club':
        '0000_club is not what ran on this store, which another version made. Run the version that made it.',
      'migrations of library': '1 migrations ran that this version does not have. Run the version that made them.',
    })
  })

  it('names the tool that fails and the reason, and tries those after it', async () => {
    const place = await emptyPlace(kind)
    await openPlace(place, async ({ db }) => {
      await db.execute(sql`
        create function refuse() returns trigger language plpgsql as $$ begin raise exception 'the disk is full'; end $$`)
      await db.execute(sql`create trigger refuse before insert on club_member_preferences execute function refuse()`)
      await db.execute(sql`create trigger refuse before insert on voicebox_clip_parts execute function refuse()`)
    })
    const { code, failed, names } = await verified(place, { DEMO: '0' })
    expect({ code, failed }).toEqual({
      code: 1,
      failed: { 'club: set_member_preferences': 'the disk is full', 'voicebox: generate_speech': 'the disk is full' },
    })
    expect(names).toEqual(expect.arrayContaining([...clubTools, ...voiceboxTools]))
  })

  it('says of an empty store what to do, and makes nothing of it', async () => {
    const place = await emptyPlace(kind)
    const { code, failed } = await verified(place)
    expect(code).toBe(1)
    if (kind === 'pglite') {
      expect(failed).toEqual({
        store: expect.stringContaining(`There is none in ${place.dataDir} yet. Start the gateway`),
      })
    } else {
      expect(failed).toMatchObject({
        'migrations of gateway': expect.stringMatching(/^0 of \d have run, 0000_first is next: patchbay migrate$/),
        'migrations of club': expect.stringContaining('patchbay migrate'),
      })
    }
  })

  it('misses the demonstration where there should be one', async () => {
    const place = await emptyPlace(kind)
    await openPlace(place, async () => {})
    expect((await verified(place, { DEMO: '1' })).failed).toEqual({
      'seed of club': expect.stringContaining(
        'the club has 0 callers and 0 sessions ahead. Start the gateway with DEMO=1',
      ),
      'seed of library': expect.stringContaining('none of the demonstration’s books is there.'),
    })
  })

  it('says that the store is dead, and never with what password', async () => {
    const place = await emptyPlace(kind)
    const dead = { ...place }
    if (kind === 'pglite') {
      await mkdir(join(place.dataDir, 'db'), { recursive: true })
      await writeFile(join(place.dataDir, 'db/PG_VERSION'), '18\n')
    } else {
      dead.databaseUrl = 'postgres://me:hunter2@127.0.0.1:1/db'
    }
    const { code, stdout, stderr } = await verify(dead)
    expect(code).toBe(1)
    expect(stdout).toMatch(
      kind === 'pglite'
        ? /^FAILED {2}store .* cannot be opened: it may be damaged/
        : /^FAILED {2}store .*does not answer \(/,
    )
    expect(stdout + stderr).not.toContain('hunter2')
    expect(stderr).toBe('1 of 1 checks failed.\n')
  })
})

describe('patchbay verify', () => {
  it('works through the gateway that has the folder, and waits for its books', async () => {
    await using gateway = await openTestGateway()
    const { code, failed, names, details } = await verified({ dataDir: gateway.dataDir, databaseUrl: undefined })
    expect({ code, failed }).toEqual({ code: 0, failed: {} })
    expect(names).toEqual(expect.arrayContaining(clubTools))
    // It speaks, and makes sessions; of neither anything is left.
    expect(voiceboxTools.map((name) => details[name])).toEqual(voiceboxTools.map(() => ''))
    expect(await readdir(join(gateway.dataDir, 'clips'))).toEqual([])
    const asWorker = { headers: { 'x-api-key': MCP_API_KEY }, method: 'POST' }
    expect(await gateway.fetchJson('/api/verify', asWorker)).toMatchObject({ status: 403 })
  })

  it('is in colour at a terminal, and not where NO_COLOR is set or nobody looks', async () => {
    const DATA_DIR = await emptyDir()
    const terminal = await runCli(['verify'], { DATA_DIR, TERM: 'xterm-256color' }, true)
    expect(terminal).toMatchObject({ code: 1, stdout: expect.stringContaining('\u001B[31m') })
    const plain = { DATA_DIR, TERM: 'xterm-256color', NO_COLOR: '1' }
    expect((await runCli(['verify'], plain, true)).stdout).not.toContain('\u001B[')
    expect((await runCli(['verify'], { DATA_DIR })).stdout).not.toContain('\u001B[')
  })
})
