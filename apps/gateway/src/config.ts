import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { isSupportedCountry } from 'libphonenumber-js/max'
import type { VoiceboxLimits } from '@patchbay/voicebox'
import * as z from 'zod'
import { isLoopback } from './is-loopback.ts'
import { llmSettings, readLlmConfig, type LlmConfig } from './llm-settings.ts'
import { vaultSettings } from './secrets/vault-settings.ts'
import { readModelsConfig, type ModelsConfig } from './model-settings.ts'
import { oidcSettings, readOidcConfig, type OidcConfig } from './oidc-settings.ts'
import { StartError } from './start-error.ts'
import { readSpeechConfig, speechSettings, type SpeechConfig } from './speech-settings.ts'
import { readVoiceboxLimits, voiceboxSettings } from './voicebox-settings.ts'
import { readTemporalConfig, temporalSettings, type TemporalConfig } from './temporal-settings.ts'

/** A whole number in a range; what is written otherwise is named in the error. */
const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((n) => n >= min && n <= max, `must be a whole number from ${min} to ${max}`)

const flag = z.enum(['0', '1'], 'must be 0 or 1').transform((value) => value === '1')

/**
 * A secret: the value itself, or `file:PATH`, whose content without its final line break is the value. What `vault:` names,
 * `openSecrets` has put in its place before.
 */
const secret = z.string().transform((value, context) => {
  if (value.startsWith('vault:')) context.addIssue({ code: 'custom', message: 'cannot be in Vault itself' })
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
    .refine((url) => /^postgres(ql)?:\/\//.test(url), {
      error: 'must begin with postgres:// or postgresql://',
      abort: true,
    })
    .refine((url) => URL.canParse(url), 'must be an address, such as postgres://USER:PASSWORD@HOST:5432/NAME')
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
  RATE_AUTHORIZATIONS_PER_MINUTE: whole(1, 1_000_000)
    .default(60)
    .describe('Sign-ins of OAuth clients that one address may begin per minute.'),
  RATE_TOKENS_PER_MINUTE: whole(1, 1_000_000)
    .default(600)
    .describe(
      'Requests for OAuth tokens per minute and address, refused tries included; hosted clients share addresses.',
    ),
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
  ...voiceboxSettings(whole),
  ...llmSettings(secret, whole),
  ...speechSettings(secret),
  ...vaultSettings(secret),
  ...temporalSettings,
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], 'must be debug, info, warn, error or silent')
    .default('info')
    .describe('The least severe log line that is written, to standard error: JSON, or text on a terminal.'),
})

/** The environment, read and checked. */
export interface Config extends SpeechConfig {
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
  /** What one address may ask of the authorization server in a minute. */
  oauthPerMinute: { register: number; authorize: number; token: number }
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
  llm: LlmConfig | undefined
  /** What the voicebox speaks and keeps for one user. */
  voicebox: VoiceboxLimits
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
  const read = parseSettings(environment, env)
  if (read.MCP_API_KEY !== undefined && read.MCP_API_KEY === read.ADMIN_API_KEY) {
    throw new StartError('MCP_API_KEY and ADMIN_API_KEY must be two different keys.')
  }
  const publicHost = read.PUBLIC_URL === undefined ? 'localhost' : new URL(read.PUBLIC_URL).hostname
  const exposed = !isLoopback(read.HOST) || !isLoopback(publicHost)
  return {
    ...readSpeechConfig(read, resolve(read.DATA_DIR)),
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
    oauthPerMinute: {
      register: read.RATE_REGISTRATIONS_PER_MINUTE,
      authorize: read.RATE_AUTHORIZATIONS_PER_MINUTE,
      token: read.RATE_TOKENS_PER_MINUTE,
    },
    signInsPerMinute: read.RATE_SIGN_INS_PER_MINUTE,
    messagesPerMinute: read.RATE_MESSAGES_PER_MINUTE,
    callsPerMinute: read.RATE_CALLS_PER_MINUTE,
    userCallsPerMinute: read.RATE_USER_CALLS_PER_MINUTE,
    upstreamAllow: read.UPSTREAM_ALLOW ?? (exposed ? [] : ['127.0.0.0/8', '::1/128']),
    stdioAllow: read.STDIO_ALLOW,
    stdioSandbox: read.STDIO_SANDBOX ?? (exposed ? 'required' : 'auto'),
    oidc: readOidcConfig(read),
    llm: readLlmConfig(read),
    voicebox: readVoiceboxLimits(read),
    temporal: readTemporalConfig(read),
    logLevel: read.LOG_LEVEL,
  }
}

/** What `patchbay models` needs of it: no secret has to be there for that. */
export function readModelsSettings(env: Record<string, string | undefined>): ModelsConfig {
  const { DATA_DIR, ...read } = parseSettings(
    environment.pick({ DATA_DIR: true, MODELS_DIR: true, MODELS_MIRROR: true }),
    env,
  )
  return readModelsConfig(read, resolve(DATA_DIR))
}

/** @throws {StartError} Naming each variable that is wrong and what it must be. */
export function parseSettings<Shape extends z.ZodType>(
  shape: Shape,
  env: Record<string, string | undefined>,
): z.output<Shape> {
  const set = Object.fromEntries(
    Object.entries(env).filter(([name, value]) => value !== undefined && (value !== '' || name === 'UPSTREAM_ALLOW')),
  )
  const parsed = shape.safeParse(set)
  if (parsed.success) return parsed.data
  const sentences = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}.`)
  throw new StartError(sentences.join(' '))
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
}
