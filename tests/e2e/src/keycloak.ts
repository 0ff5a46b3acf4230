import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from '@patchbay/test-support/free-port'
import * as z from 'zod'

const run = promisify(execFile)

const VERSION = '26.7.3'
const REALM = 'office'

/** How long a start may take, in ms: it builds itself anew, which a busy machine needs a minute and a half for. */
const START_MS = 300_000

/** Survives a fresh checkout: 180 MB are not fetched twice. */
const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'patchbay-tests')

export interface Keycloak extends AsyncDisposable {
  /** The realm's issuer. */
  issuer: string
  /** Adds a client to the realm (Keycloak's ClientRepresentation). */
  addClient(client: Record<string, unknown>): Promise<void>
  /** A program's token, by the credentials of its client. */
  token(clientId: string, secret: string): Promise<string>
}

/** @returns Why there can be no Keycloak on this machine, where there can be none. */
export async function whyNoKeycloak(): Promise<string | undefined> {
  try {
    const { stderr } = await run('java', ['-version'])
    const version = Number(/version "(\d+)/.exec(stderr)?.[1])
    if (!(version >= 17)) return `Keycloak needs Java 17 or later, and this is ${version}`
    await run('mvn', ['-v'])
    await install()
    return undefined
  } catch (error) {
    return `Keycloak cannot run here: ${error instanceof Error ? error.message.split('\n')[0] : 'unknown'}`
  }
}

/** Fetches Maven Central's distribution, once a machine. @returns Its folder. */
async function install(): Promise<string> {
  const folder = join(cache, `keycloak-${VERSION}`)
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  )
  if (isThere) return folder
  await mkdir(cache, { recursive: true })
  const half = await mkdtemp(join(cache, 'keycloak-half-'))
  const artifact = `org.keycloak:keycloak-quarkus-dist:${VERSION}:zip`
  const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1'
  await run('mvn', ['-q', '-B', `${plugin}:get`, `-Dartifact=${artifact}`, '-Dtransitive=false'], { timeout: START_MS })
  const repository = join(homedir(), '.m2/repository/org/keycloak/keycloak-quarkus-dist', VERSION)
  await run('jar', ['xf', join(repository, `keycloak-quarkus-dist-${VERSION}.zip`)], { cwd: half })
  // Renamed when it is whole; another run may have been faster.
  await rename(join(half, `keycloak-${VERSION}`), folder).catch(() => {})
  await rm(half, { recursive: true, force: true })
  return folder
}

/** A real Keycloak on loopback, in memory, with a realm and a user: ana, `ana-of-the-office`. */
export async function startKeycloak(): Promise<Keycloak> {
  const folder = await install()
  const port = await freePort()
  const management = await freePort()
  const password = randomBytes(16).toString('hex')
  const child = spawn(
    'sh',
    [
      join(folder, 'bin/kc.sh'),
      'start-dev',
      '--db=dev-mem',
      '--http-host=127.0.0.1',
      `--http-port=${port}`,
      `--http-management-port=${management}`,
    ],
    {
      env: { ...process.env, KC_BOOTSTRAP_ADMIN_USERNAME: 'admin', KC_BOOTSTRAP_ADMIN_PASSWORD: password },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    },
  )
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  const stop = () => endGroup(child)
  process.once('exit', stop)
  const base = `http://127.0.0.1:${port}`
  try {
    await answers(`${base}/realms/master`, child, () => output)
  } catch (error) {
    stop()
    throw error
  }

  async function admin(path: string, json: unknown): Promise<void> {
    const bearer = await tokenOf('master', {
      grant_type: 'password',
      client_id: 'admin-cli',
      username: 'admin',
      password,
    })
    const response = await fetch(`${base}/admin/realms${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify(json),
    })
    if (!response.ok) throw new Error(`Keycloak: ${response.status} ${await response.text()}`)
  }
  async function tokenOf(realm: string, body: Record<string, string>): Promise<string> {
    const response = await fetch(`${base}/realms/${realm}/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams(body),
    })
    return z.object({ access_token: z.string() }).parse(await response.json()).access_token
  }

  await admin('', realm)
  return {
    issuer: `${base}/realms/${REALM}`,
    addClient: (client) => admin(`/${REALM}/clients`, client),
    token: (clientId, secret) =>
      tokenOf(REALM, { grant_type: 'client_credentials', client_id: clientId, client_secret: secret }),
    async [Symbol.asyncDispose]() {
      process.off('exit', stop)
      const ended = new Promise((resolve) => child.once('close', resolve))
      stop()
      await ended
    },
  }
}

const realm = {
  realm: REALM,
  enabled: true,
  sslRequired: 'none',
  roles: { realm: [{ name: 'voice-agent' }, { name: 'listener' }] },
  users: [
    {
      username: 'ana',
      enabled: true,
      email: 'ana@example.com',
      emailVerified: true,
      firstName: 'Ana',
      lastName: 'Reis',
      credentials: [{ type: 'password', value: 'ana-of-the-office', temporary: false }],
    },
  ],
}

/** A client whose tokens are for `audience`: without the mapper a program's token names only the realm's own `account`. */
export function programFor(
  clientId: string,
  secret: string,
  audience: string,
  { lifeS = 300, role = 'voice-agent' }: { lifeS?: number; role?: 'voice-agent' | 'listener' } = {},
): Record<string, unknown> {
  return {
    clientId,
    secret,
    publicClient: false,
    standardFlowEnabled: false,
    serviceAccountsEnabled: true,
    attributes: { 'access.token.lifespan': String(lifeS) },
    protocolMappers: [
      {
        name: 'audience',
        protocol: 'openid-connect',
        protocolMapper: 'oidc-audience-mapper',
        config: { 'included.custom.audience': audience, 'access.token.claim': 'true' },
      },
      {
        name: 'role',
        protocol: 'openid-connect',
        protocolMapper: 'oidc-hardcoded-role-mapper',
        config: { role },
      },
    ],
  }
}

async function answers(url: string, child: ChildProcess, output: () => string): Promise<void> {
  const until = performance.now() + START_MS
  while (performance.now() < until && child.exitCode === null) {
    const response = await fetch(url).catch(() => undefined)
    if (response?.ok) return
    // How often it is asked, not how long it takes.
    await wait(250)
  }
  throw new Error(`Keycloak did not start:\n${output()}`)
}

/** Ends the shell and the Java that it started. */
function endGroup({ pid, exitCode }: ChildProcess): void {
  if (pid !== undefined && exitCode === null) process.kill(-pid, 'SIGTERM')
}
