import type { Check, Verification } from '@patchbay/contract'
import { sql } from 'drizzle-orm'
import { setTimeout as wait } from 'node:timers/promises'
import { gatewayMigrations } from '../store/open-store.ts'
import type { Migrations, Store } from '../store/store.ts'
import { checkMigrations } from './check-migrations.ts'
import { messageOf } from './message-of.ts'
import { rehearseService, type RehearsalOptions, type Service } from './rehearse-service.ts'
import { runCheck } from './run-check.ts'

/** How often it is looked whether the seeding is through, in ms. */
const LOOK_EVERY_MS = 100

export interface VerifyOptions {
  store: Pick<Store, 'db' | 'ping' | 'kind'>
  /** The services' own. */
  migrations: readonly Migrations[]
  /** Makes every service for a database; hears what goes wrong inside a tool. */
  openServices: (db: Store['db'], onError: (error: unknown) => void) => Service[]
  /** Whether there should be demonstration data. */
  demo: boolean
  /** For how long a seeding that may be under way is waited for, in ms. Default: 20,000. */
  seedingMs?: number
  now: () => Date
}

/** Tries the store and every tool of every service on it, and changes nothing. */
export async function verifyStore(options: VerifyOptions): Promise<Verification> {
  const { store, migrations, openServices, demo, now } = options
  const { db } = store
  const checks: Check[] = [await runCheck('store', () => nameStore(store))]
  if (!checks[0]?.ok) return summed(checks)
  for (const each of [gatewayMigrations, ...migrations]) {
    checks.push(await runCheck(`migrations of ${each.name}`, () => checkMigrations(db, each)))
  }
  const services = openServices(db, () => {})
  // Without its tables no tool can do anything: one reason is better than twenty.
  const standing = services.filter(
    ({ name }) => !checks.some((each) => each.name === `migrations of ${name}` && !each.ok),
  )
  for (const service of standing) {
    if (!service.checkSeed) continue
    const seed = () => (demo ? waitForSeed(service, options) : Promise.resolve('none, as DEMO=0 says'))
    checks.push(await runCheck(`seed of ${service.name}`, seed))
  }
  for (const { name } of standing) {
    const open: RehearsalOptions['open'] = (tx, onError) => {
      const found = openServices(tx, onError).find((service) => service.name === name)
      if (found) return found
      throw new Error(`there is no service ${name}`)
    }
    checks.push(...(await rehearseService({ db, now, open })))
  }
  return summed(checks)
}

async function nameStore({ db, ping, kind }: VerifyOptions['store']): Promise<string> {
  await ping()
  const { rows } = await db.execute(sql`select current_setting('server_version') as version`)
  return `${kind === 'embedded' ? 'PGlite, PostgreSQL' : 'PostgreSQL'} ${String(rows[0]?.['version']).split(' ')[0]}`
}

async function waitForSeed(
  service: Service,
  { store: { db }, now, seedingMs = 20_000 }: VerifyOptions,
): Promise<string> {
  for (const until = performance.now() + seedingMs; ; await wait(LOOK_EVERY_MS)) {
    try {
      return (await service.checkSeed?.(db, now)) ?? ''
    } catch (error) {
      if (performance.now() >= until) throw new Error(messageOf(error), { cause: error })
    }
  }
}

export function summed(checks: Check[]): Verification {
  return { ok: checks.every(({ ok }) => ok), checks }
}
