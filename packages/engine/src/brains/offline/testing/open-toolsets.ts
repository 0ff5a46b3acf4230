import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { clubMigrations, createClubServer, seedClub } from '@patchbay/club'
import { createLibraryServer, libraryMigrations, seedLibrary } from '@patchbay/library'
import { connectService } from '@patchbay/test-support/connect-service'
import { openTestDatabase } from '@patchbay/test-support/database'
import type { BrainTool } from '../../../brain.ts'
import type { Known, Toolset } from './evaluation-row.ts'

const require = createRequire(import.meta.url)

/** When everything happens: Saturday 2026-11-21, 10:00 in São Paulo. */
export const clock = { now: new Date('2026-11-21T13:00:00Z'), timezone: 'America/Sao_Paulo' }

export interface OpenToolset {
  tools: BrainTool[]
  call: (name: string, args: Record<string, unknown>) => Promise<{ output: string; failed: boolean }>
}

export type OpenToolsets = AsyncDisposable & Record<Toolset, OpenToolset> & { known: Known }

/** Starts the five real servers: the club and the library in this process, the others as child processes. */
export async function openToolsets(): Promise<OpenToolsets> {
  await using opening = new AsyncDisposableStack()
  const { db } = opening.use(await openTestDatabase('pglite', [clubMigrations, libraryMigrations]))
  await seedClub(db, { now: () => clock.now, timezone: clock.timezone })
  const server = createClubServer({
    db,
    now: () => clock.now,
    timezone: clock.timezone,
    onError: (error: unknown) => console.error(error),
  })
  const { client } = opening.use(await connectService(server, '+5511999999999'))
  await seedLibrary(db, () => clock.now)
  const books = opening.use(await connectService(createLibraryServer({ db, now: () => clock.now })))
  const folder = opening.adopt(await mkdtemp(join(tmpdir(), 'offline-brain-')), (path) => rm(path, { recursive: true }))
  await fillFolder(folder)
  const spawn = async (name: string, args: string[], env: Record<string, string> = {}) => {
    const spawned = opening.adopt(new Client({ name: 'offline-brain', version: '1.0.0' }), (each) => each.close())
    await spawned.connect(
      new StdioClientTransport({ command: process.execPath, args: [entryOf(name), ...args], env, stderr: 'ignore' }),
    )
    return openToolset(spawned)
  }
  const filesystem = await spawn(require.resolve('@modelcontextprotocol/server-filesystem/package.json'), [
    join(folder, 'home'),
  ])
  const memory = await spawn(require.resolve('@modelcontextprotocol/server-memory/package.json'), [], {
    MEMORY_FILE_PATH: join(folder, 'memory.jsonl'),
  })
  await memory.call('create_entities', {
    entities: [{ name: 'Ana', entityType: 'person', observations: ['likes surfing', 'mora perto da praia'] }],
  })
  const everything = await spawn(require.resolve('@modelcontextprotocol/server-everything/package.json'), [])
  const club = await openToolset(client)
  const library = await openToolset(books.client)
  const known: Known = { session: await readSessions(club), inFolder: (path) => join(folder, 'home', path) }
  const opened = opening.move()
  return { club, library, filesystem, memory, everything, known, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

/** @param manifest - The path of a server's `package.json`. */
function entryOf(manifest: string): string {
  return join(dirname(manifest), 'dist', 'index.js')
}

async function fillFolder(folder: string): Promise<void> {
  await mkdir(join(folder, 'home', 'notes'), { recursive: true })
  await writeFile(join(folder, 'home', 'notes', 'todo.txt'), 'Buy wax.\nCall the coach.\n')
  await writeFile(join(folder, 'home', 'readme.md'), '# Hello\n\nThis folder belongs to Rafael.\n')
}

async function openToolset(client: Client): Promise<OpenToolset> {
  const { tools } = await client.listTools()
  return {
    tools: tools.map(({ name, description, inputSchema, annotations }) => ({
      name,
      description,
      parameters: inputSchema,
      readOnly: annotations?.readOnlyHint === true,
    })),
    async call(name, args) {
      const result = await client.callTool({ name, arguments: args })
      const text = result.content.map((block) => (block.type === 'text' ? block.text : `[${block.type}]`)).join('\n')
      return { output: text, failed: result.isError === true }
    },
  }
}

/** Finds the only session at a time of the club's clock, and says so where there is not one. */
async function readSessions(club: OpenToolset): Promise<Known['session']> {
  const sessions: Record<string, unknown>[] = []
  for (const sport of ['surf', 'tennis']) {
    const { output } = await club.call('get_availability', { sport })
    // The club's own answer.
    sessions.push(...(JSON.parse(output) as { sessions: Record<string, unknown>[] }).sessions)
  }
  return (at, only = {}) => {
    const found = sessions.filter(
      (session) =>
        String(session['starts_at']).startsWith(at) &&
        Object.entries(only).every(([key, value]) => session[key] === value),
    )
    if (found.length !== 1) throw new Error(`${found.length} sessions at ${at}`)
    return found[0]?.['session_id']
  }
}
