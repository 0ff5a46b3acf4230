import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describePostgres } from '@patchbay/test-support/describe-databases'
import { freshPostgres } from '@patchbay/test-support/fresh-postgres'
import pg from 'pg'
import { beforeAll, expect, it, onTestFinished, vi } from 'vitest'
import { openVaultServer } from '../../test/open-vault-server.ts'
import { runCli, startCli } from '../../test/run-cli.ts'

// A secret is marked, and looked for wherever another process or a reader of logs could see it.

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 })

const mark = `marked-${randomBytes(12).toString('hex')}`
const marked = (what: string) => `${mark}-${what}-of-sixteen-and-more`
const throwsOnSignal = `data:text/javascript,${encodeURIComponent("process.once('SIGUSR2', () => { throw new Error('a fault of ours') })")}`

/** What anybody with the right to look sees of a process: its command line and its environment. */
async function seenOf(pid: number): Promise<string> {
  const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'latin1').catch(() => '')
  return `${await read('cmdline')}\n${await read('environ')}`.replaceAll('\0', '\n')
}

/** Every process that a process has started, and theirs. */
async function descendantsOf(pid: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const parents = await Promise.all(
    pids.map(async (each) => {
      const stat = await readFile(`/proc/${each}/stat`, 'latin1').catch(() => '')
      // The program's name, in brackets, may hold anything.
      return [each, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])] as const
    }),
  )
  const children = parents.filter(([, parent]) => parent === pid).map(([each]) => each)
  return [...children, ...(await Promise.all(children.map(descendantsOf))).flat()]
}

async function emptyDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'patchbay-secrets-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}

/** A database, and a Vault with a marked secret for every setting that takes one. */
async function publish() {
  const database = await freshPostgres()
  onTestFinished(() => database[Symbol.asyncDispose]())
  const { password } = new URL(database.url)
  const vault = await openVaultServer(marked('token'))
  onTestFinished(() => vault[Symbol.asyncDispose]())
  const values = {
    DATABASE_URL: database.url,
    MCP_API_KEY: marked('worker'),
    ADMIN_API_KEY: marked('admin'),
    LLM_API_KEY: marked('model'),
    SECRETS_KEY: Buffer.from(mark.padEnd(32, '=').slice(0, 32)).toString('base64'),
  }
  vault.secrets = { 'secret/patchbay': values }
  const hidden = [mark, password, values.SECRETS_KEY]
  const common = { PORT: '0', LOG_LEVEL: 'debug', DEMO: '0', STDIO_SANDBOX: 'off', DATA_DIR: await emptyDir() }
  const tokenFile = join(await emptyDir(), 'token')
  await writeFile(tokenFile, `${vault.token}\n`)
  const fromVault: Record<string, string> = { ...common, VAULT_ADDR: vault.url, VAULT_TOKEN: `file:${tokenFile}` }
  for (const name of Object.keys(values)) fromVault[name] = `vault:secret/patchbay#${name}`
  return {
    database,
    values,
    hidden,
    common,
    fromVault,
    /** With one of them as a secret of its own. */
    inVault(name: string, value: string): Record<string, string> {
      vault.secrets[`secret/${name}`] = { value }
      return { ...fromVault, [name]: `vault:secret/${name}#value` }
    },
  }
}
type Published = Awaited<ReturnType<typeof publish>>

function expectHidden(text: string, hidden: string[]): void {
  for (const secret of hidden) expect(text.includes(secret), text.replaceAll(secret, '>>>SECRET<<<')).toBe(false)
}

describePostgres('a secret', () => {
  beforeAll(() => {
    if (process.platform !== 'linux') throw new Error('These tests read /proc, which only Linux has.')
  })

  it.each(['in Vault', 'in the environment'])(
    '%s is in no child process, log, answer or crash of a running gateway',
    async (place) => {
      const { database, values, hidden, common, fromVault } = await publish()
      const env = place === 'in Vault' ? fromVault : { ...common, ...values }
      const child = startCli(['start'], { ...env, NODE_OPTIONS: `--import=${throwsOnSignal}` })
      onTestFinished(() => void child.kill('SIGKILL'))
      let printed = ''
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (printed += String(data)))
      await expect.poll(() => printed, { timeout: 120_000 }).toMatch(/Patchbay is ready at \S+/)
      const [, url = ''] = /Patchbay is ready at (\S+)/.exec(printed) ?? []
      const request = async (method: string, path: string, json?: unknown) => {
        const headers = { 'x-api-key': values.ADMIN_API_KEY, 'content-type': 'application/json' }
        const answer = await fetch(url + path, { method, headers, ...(json ? { body: JSON.stringify(json) } : {}) })
        return { status: answer.status, text: await answer.text() }
      }

      const program = join(import.meta.dirname, '../../test/workshop-over-stdio.ts')
      const notes = join(await emptyDir(), 'notes')
      const added = await request('POST', '/api/mcp/servers', {
        name: 'Workshop',
        type: 'stdio',
        url: `node ${program} ${notes}`,
      })
      expect(added.status).toBe(201)
      const { id } = JSON.parse(added.text)
      const connected = await request('POST', `/api/mcp/servers/${id}/connect`)
      expect(JSON.parse(connected.text)).toMatchObject({ connectionStatus: 'connected' })
      // The process of this very child has the pid that was spawned.
      const pid = Number(child.pid)
      const children = await descendantsOf(pid)
      const seen = await Promise.all(children.map(seenOf))
      expect(seen.join('\n')).toContain('workshop-over-stdio.ts')
      expectHidden(seen.join('\n'), hidden)
      // What a person has put into its own environment stands there; what is in Vault does not.
      if (place === 'in Vault') expectHidden(await seenOf(pid), hidden)

      await run(database.url, 'drop table library_books cascade')
      const broken = await request('GET', '/api/library/books')
      expect(broken).toMatchObject({ status: 500, text: expect.stringContaining('INTERNAL_ERROR') })
      expectHidden(broken.text, hidden)
      await expect.poll(() => printed).toContain('request failed')

      process.kill(pid, 'SIGUSR2')
      const [code] = await once(child, 'close')
      expect(code).not.toBe(0)
      expect(printed).toContain('a fault of ours')
      expectHidden(printed, hidden)
    },
  )

  const dead = `postgres://me:${mark}@127.0.0.1:1/db`
  it.each<[string, (from: Published) => Record<string, string>, RegExp]>([
    ['a database that is dead', (from) => from.inVault('DATABASE_URL', dead), /of DATABASE_URL does not answer/],
    [
      'a database with no address',
      ({ common }) => ({ ...common, DATABASE_URL: `postgres://me:${mark}@127.0.0.1:99999/db` }),
      /DATABASE_URL must be an address/,
    ],
    ['a key that is short', ({ common }) => ({ ...common, MCP_API_KEY: mark.slice(0, 15) }), /must be at least 16/],
    ['a sealing key of another form', ({ common }) => ({ ...common, SECRETS_KEY: mark }), /SECRETS_KEY/],
    [
      'one key for two',
      ({ common }) => ({ ...common, MCP_API_KEY: `${mark}-same`, ADMIN_API_KEY: `${mark}-same` }),
      /two different keys/,
    ],
    [
      'a token that Vault refuses',
      ({ fromVault }) => ({ ...fromVault, VAULT_TOKEN: `${mark}-old` }),
      /cannot be read: Vault refuses secret\/patchbay \(403\)/,
    ],
    [
      'an address of Vault with a password',
      ({ fromVault }) => ({ ...fromVault, VAULT_ADDR: `http://me:${mark}@127.0.0.1` }),
      /VAULT_ADDR must hold no user name and no password/,
    ],
  ])('is in no word of a start that fails by %s', async (_, envOf, sentence) => {
    const published = await publish()
    const { code, stdout, stderr } = await runCli(['start'], envOf(published))
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(sentence)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expectHidden(stderr, [...published.hidden, mark.slice(0, 15)])
  })
})

async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statement)
  await client.end()
}
