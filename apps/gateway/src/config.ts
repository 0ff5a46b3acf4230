import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { isSupportedCountry } from 'libphonenumber-js/max'
import * as z from 'zod'
import { isLoopback } from './is-loopback.ts'
import { oidcSettings, readOidcConfig, type OidcConfig } from './oidc-settings.ts'
import { StartError } from './start-error.ts'
import { temporalSettings, type TemporalConfig } from './temporal-settings.ts'

/** A whole number in a range; what is written otherwise is named in the error. */
const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((n) => n >= min && n <= max, `must be a whole number from ${min} to ${max}`)

const flag = z.enum(['0', '1'], 'must be 0 or 1').transform((value) => value === '1')

/** A secret: the value itself, or `file:PATH`, whose content without its final line break is the value. */
const secret = z.string().transform((value, context) => {
  if (!value.startsWith('file:')) return value
  try {
    const content = readFileSync(value.slice('file:'.length), 'utf8').replace(/\r?\n$/, '')
    if (content !== '') return content
    context.addIssue({ code: 'custom', message: `names a file that is empty: ${value}` })
  } catch (error) {
    context.addIssue({ code: 'custom', message: `names a file that cannot be read: ${value} (${codeOf(error)})` })
  }
  return z.NEVER
})

const longSecret = secret.refine((value) => value.length >= 16, 'must be at least 16 characters long')

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name }).format()
    return true
  } catch {
    return false
  }
}

function isAddressRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}

/**
 * Every environment variable that the gateway reads. The table in docs/configuration.md is generated from
 * this schema. A variable that is set to nothing counts as not set, but for `UPSTREAM_ALLOW`.
 */
export const environment = z.object({
  PORT: whole(0, 65_535).default(8000).describe('The port to listen on. 0 takes a free one.'),
  HOST: z.string().default('127.0.0.1').describe('The address to listen on. Other than loopback counts as exposed.'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional()
    .describe('The origin that others see, for links. Default: `http://localhost:PORT`.'),
  DATA_DIR: z.string().default('./.patchbay').describe('The folder of the embedded store.'),
  DATABASE_URL: secret
    .refine((url) => /^postgres(ql)?:\/\//.test(url), 'must begin with postgres:// or postgresql://')
    .optional()
    .describe('A PostgreSQL server to use in place of the embedded store. Secret.'),
  SECRETS_KEY: secret
    .optional()
    .describe(
      'What seals the credentials for registered servers: keys of 32 bytes in Base64, the newest first, separated by commas. ' +
        'Default: `keys.json` in the data folder. Secret.',
    ),
  DEMO: flag
    .optional()
    .describe(
      '1 seeds the demonstration club and books, 0 starts empty. Default: 1, or 0 where the gateway is exposed.',
    ),
  MCP_API_KEY: longSecret
    .optional()
    .describe("A phone worker's key: it names callers and calls tools, and changes no settings. Secret."),
  ADMIN_API_KEY: longSecret.optional().describe('A key with every scope, for automation. Secret.'),
  DEFAULT_COUNTRY: z
    .string()
    .refine(isSupportedCountry, 'must be a two-letter country code (ISO 3166-1), such as BR')
    .default('BR')
    .describe('The country of phone numbers that are written without one.'),
  CLUB_TIMEZONE: z
    .string()
    .refine(isTimeZone, 'must be a time zone name (IANA), such as America/Sao_Paulo')
    .default('America/Sao_Paulo')
    .describe("The club's time zone."),
  TRUSTED_PROXIES: z
    .string()
    .transform((list) => list.split(',').map((entry) => entry.trim()))
    .refine((list) => list.every(isAddressRange), 'must be addresses or CIDR ranges, separated by commas')
    .optional()
    .transform((list) => list ?? [])
    .describe('Addresses or CIDR ranges of proxies whose `X-Forwarded-For` is believed. Default: none.'),
  RATE_SESSIONS_PER_MINUTE: whole(1, 1_000_000)
    .default(10)
    .describe('Caller sessions asked for per minute and address, refused tries included.'),
  RATE_REGISTRATIONS_PER_MINUTE: whole(1, 1_000_000)
    .default(20)
    .describe('OAuth clients that one address may register per minute.'),
  RATE_SIGN_INS_PER_MINUTE: whole(1, 1_000_000)
    .default(10)
    .describe('Tries to sign in to the console per minute: of one address, and for one name.'),
  RATE_MESSAGES_PER_MINUTE: whole(1, 1_000_000).default(60).describe('Messages per minute and caller session.'),
  RATE_CALLS_PER_MINUTE: whole(1, 10_000_000)
    .default(6000)
    .describe('Requests per minute and principal on every other MCP mount, and tool calls per principal.'),
  RATE_USER_CALLS_PER_MINUTE: whole(1, 10_000_000)
    .default(30_000)
    .describe('Tool calls per minute of all principals of one user together.'),
  UPSTREAM_ALLOW: z
    .string()
    .transform((list) => (list === '' ? [] : list.split(',').map((entry) => entry.trim())))
    .refine((list) => list.every(isAddressRange), 'must be addresses or CIDR ranges, separated by commas')
    .optional()
    .describe(
      'Addresses or CIDR ranges that are not public and that MCP servers may live in all the same. Set to nothing: none. ' +
        'Not set: loopback, or none where the gateway is exposed.',
    ),
  STDIO_ALLOW: z
    .string()
    .transform((list) => list.split(',').map((entry) => entry.trim()))
    .refine((list) => list.every((entry) => /^[\w.-]+$/.test(entry)), 'must be names of commands, separated by commas')
    .default(['npx', 'uvx', 'node', 'python3'])
    .describe('Commands that a stdio server may be started by: names, no paths. Default: `npx,uvx,node,python3`.'),
  STDIO_SANDBOX: z
    .enum(['auto', 'required', 'off'], 'must be auto, required or off')
    .optional()
    .describe(
      'Whether stdio servers run in a sandbox (`bubblewrap`): where it is installed, always, or never. ' +
        'Default: `auto`, or `required` where the gateway is exposed.',
    ),
  ...oidcSettings(secret),
  LLM_BASE_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .optional()
    .describe(
      'A language model for the local engine: any endpoint that speaks the chat completions API, with its `/v1`. Default: none, the `offline` brain.',
    ),
  LLM_API_KEY: secret.optional().describe('The key of that endpoint, where it asks for one. Secret.'),
  LLM_MODEL: z.string().default('gpt-4.1-mini').describe('The model that is asked for there.'),
  ...temporalSettings,
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], 'must be debug, info, warn, error or silent')
    .default('info')
    .describe('The least severe log line that is written, to standard error: JSON, or text on a terminal.'),
})

/** The environment, read and checked. */
export interface Config {
  port: number
  host: string
  publicUrl: string | undefined
  dataDir: string
  databaseUrl: string | undefined
  secretsKey: string | undefined
  demo: boolean
  /** Others than this machine can reach the gateway, so defaults are strict. */
  exposed: boolean
  mcpApiKey: string | undefined
  adminApiKey: string | undefined
  defaultCountry: string
  clubTimezone: string
  trustedProxies: string[]
  sessionsPerMinute: number
  registrationsPerMinute: number
  signInsPerMinute: number
  messagesPerMinute: number
  callsPerMinute: number
  userCallsPerMinute: number
  /** Ranges that are not public and may be reached all the same. */
  upstreamAllow: string[]
  /** Commands that a stdio server may be started by. */
  stdioAllow: string[]
  stdioSandbox: 'auto' | 'required' | 'off'
  /** The OpenID Connect issuer whose people and tokens are let in, where there is one. */
  oidc: OidcConfig | undefined
  /** The local engine's language model, where there is one. */
  llm: { baseURL: string; apiKey: string | undefined; model: string } | undefined
  /** Where books are narrated, where that is not in the gateway. */
  temporal: TemporalConfig | undefined
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
}

/**
 * Reads the configuration.
 *
 * @param env - The variables, as in `process.env`.
 * @throws {StartError} Naming each variable that is wrong and what it must be.
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const set = Object.fromEntries(
    Object.entries(env).filter(([name, value]) => value !== undefined && (value !== '' || name === 'UPSTREAM_ALLOW')),
  )
  const parsed = environment.safeParse(set)
  if (!parsed.success) {
    const sentences = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}.`)
    throw new StartError(sentences.join(' '))
  }
  const read = parsed.data
  if (read.MCP_API_KEY !== undefined && read.MCP_API_KEY === read.ADMIN_API_KEY) {
    throw new StartError('MCP_API_KEY and ADMIN_API_KEY must be two different keys.')
  }
  if (read.TEMPORAL_ADDRESS !== undefined && read.DATABASE_URL === undefined) {
    throw new StartError(
      'TEMPORAL_ADDRESS needs DATABASE_URL: its workers are processes of their own, and the embedded store has room for one.',
    )
  }
  const publicHost = read.PUBLIC_URL === undefined ? 'localhost' : new URL(read.PUBLIC_URL).hostname
  const exposed = !isLoopback(read.HOST) || !isLoopback(publicHost)
  return {
    port: read.PORT,
    host: read.HOST,
    publicUrl: read.PUBLIC_URL,
    dataDir: resolve(read.DATA_DIR),
    databaseUrl: read.DATABASE_URL,
    secretsKey: read.SECRETS_KEY,
    demo: read.DEMO ?? !exposed,
    exposed,
    mcpApiKey: read.MCP_API_KEY,
    adminApiKey: read.ADMIN_API_KEY,
    defaultCountry: read.DEFAULT_COUNTRY,
    clubTimezone: read.CLUB_TIMEZONE,
    trustedProxies: read.TRUSTED_PROXIES,
    sessionsPerMinute: read.RATE_SESSIONS_PER_MINUTE,
    registrationsPerMinute: read.RATE_REGISTRATIONS_PER_MINUTE,
    signInsPerMinute: read.RATE_SIGN_INS_PER_MINUTE,
    messagesPerMinute: read.RATE_MESSAGES_PER_MINUTE,
    callsPerMinute: read.RATE_CALLS_PER_MINUTE,
    userCallsPerMinute: read.RATE_USER_CALLS_PER_MINUTE,
    upstreamAllow: read.UPSTREAM_ALLOW ?? (exposed ? [] : ['127.0.0.0/8', '::1/128']),
    stdioAllow: read.STDIO_ALLOW,
    stdioSandbox: read.STDIO_SANDBOX ?? (exposed ? 'required' : 'auto'),
    oidc: readOidcConfig(read),
    llm: read.LLM_BASE_URL
      ? { baseURL: read.LLM_BASE_URL, apiKey: read.LLM_API_KEY, model: read.LLM_MODEL }
      : undefined,
    temporal: read.TEMPORAL_ADDRESS
      ? { address: read.TEMPORAL_ADDRESS, namespace: read.TEMPORAL_NAMESPACE, taskQueue: read.TEMPORAL_TASK_QUEUE }
      : undefined,
    logLevel: read.LOG_LEVEL,
  }
}

/** A command passes by with an environment of its own: a key that it has is put in force, and none that it lacks is ended. */
export function keysOf(
  { mcpApiKey, adminApiKey }: Config,
  listen: boolean,
): { MCP_API_KEY?: string | undefined; ADMIN_API_KEY?: string | undefined } {
  if (listen) return { MCP_API_KEY: mcpApiKey, ADMIN_API_KEY: adminApiKey }
  return { ...(mcpApiKey && { MCP_API_KEY: mcpApiKey }), ...(adminApiKey && { ADMIN_API_KEY: adminApiKey }) }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
}
