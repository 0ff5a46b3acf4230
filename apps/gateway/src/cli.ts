import { parseArgs } from 'node:util'
import {
  apiKey,
  apiKeys,
  createdApiKey,
  createdInvitation,
  createdUser,
  libraryBooks,
  user,
  users,
} from '@patchbay/contract'
import * as z from 'zod'
import type { LocalApi } from './cli/local-api.ts'
import type * as Models from './cli/models.ts'
import type { ReachedGateway } from './cli/reach-gateway.ts'
import type { Config } from './config.ts'
import { exitOnStartError } from './exit-on-start-error.ts'
import type { ModelsConfig } from './model-settings.ts'
import { serviceNames } from './service-names.ts'
import { StartError } from './start-error.ts'

// The gateway takes seconds to load, and most commands need little of it: each loads what it needs when it is run.

const usage = `Usage: patchbay COMMAND

  start                                start the gateway and the console
  sign-in                              print a one-time link to the console
  users list | add NAME [--admin]      the people of this gateway
  users invite NOTE [--admin]          print a link by which somebody makes an account, once
  users remove ID                      delete a user and what is theirs
  keys list                            your API keys
  keys create --name NAME --scope SCOPE [--scope SCOPE ...]
  keys revoke ID
  keys rotate                          seal stored credentials by a new key
  mcp-server ${serviceNames.join('|')}|all        serve one service's tools, or all, over stdio or on a port
      [--caller NUMBER]                for whom the tools act
      [--transport stdio|http|sse] [--port 8001]
  library import FILE...               import books: .txt, .epub, and transcripts (.srt, .vtt)
      [--language en|pt] [--name TITLE]
  library list                         your books
  models list                          the speech models that are here, and how the others are had
  models get NAME [--sha256 CHECKSUM]  fetch one and check it
  models verify                        read those that are here once more
  models rm NAME
  verify [--json]                      try the store and every tool on it; changes nothing
  narrate JOB_ID [--voice ID]          have a book read aloud, and show how far that is
  worker                               narrate books for Temporal (TEMPORAL_ADDRESS)
  migrate                              bring the store's tables up to date

Settings are environment variables: see docs/configuration.md. Each command works beside a running gateway and alone.
`

type Options = ReturnType<typeof readArguments>['values']

const commands: Record<string, (words: string[], options: Options) => Promise<void>> = {
  start: async () => (await import('./start.ts')).start(process.env),
  'sign-in': () =>
    withApi(async (api) => {
      const [first] = users.parse(await api.request('GET', '/api/users')).users
      const made = await api.request('POST', `/api/users/${first?.id}/sign-in-links`)
      print(z.object({ signInLink: z.string() }).parse(made).signInLink)
    }),
  'users list': () =>
    withApi(async (api) => {
      for (const { id, name, role } of users.parse(await api.request('GET', '/api/users')).users) {
        print(`${id}\t${name}\t${role}`)
      }
    }),
  'users add': ([name], { admin }) =>
    withApi(async (api) => {
      if (!name) throw new StartError('Say whom to add: patchbay users add NAME')
      const made = createdUser.parse(
        await api.request('POST', '/api/users', { name, role: admin ? 'admin' : 'member' }),
      )
      print(`Added ${made.name} (${made.role}). The link to sign in, once, within the hour:\n${made.signInLink}`)
    }),
  'users invite': ([note], { admin }) =>
    withApi(async (api) => {
      if (!note) throw new StartError('Say whom to invite: patchbay users invite NOTE')
      const asked = { note, role: admin ? 'admin' : 'member' }
      const { link, role, expiresAt } = createdInvitation.parse(await api.request('POST', '/api/invitations', asked))
      print(`The link to make an account (${role}), once, until ${expiresAt}:\n${link}`)
    }),
  'users remove': ([id]) =>
    withApi(async (api) => {
      if (!/^\d+$/.test(id ?? '')) throw new StartError('Say which user by their number: patchbay users remove ID')
      const gone = user.parse(await api.request('DELETE', `/api/users/${id}`))
      print(`Removed ${gone.name}, with their servers, agents, keys and calls.`)
    }),
  'keys list': () =>
    withApi(async (api) => {
      for (const key of apiKeys.parse(await api.request('GET', '/api/keys')).keys) {
        const state = key.revokedAt ? 'revoked' : key.lastUsedAt ? `last used ${key.lastUsedAt}` : 'never used'
        print(`${key.id}\t${key.name}\t${key.prefix}…\t${key.scopes.join(',')}\t${state}`)
      }
    }),
  'keys create': (_, { name, scope }) =>
    withApi(async (api) => {
      const key = createdApiKey.parse(await api.request('POST', '/api/keys', { name: name ?? '', scopes: scope ?? [] }))
      print(`Key ${key.id}, ${key.name}. It is shown this once:\n${key.key}`)
    }),
  'keys revoke': ([id]) =>
    withApi(async (api) => {
      if (!/^\d+$/.test(id ?? '')) throw new StartError('Say which key by its number: patchbay keys revoke ID')
      const key = apiKey.parse(await api.request('DELETE', `/api/keys/${id}`))
      print(`Revoked key ${key.id}, ${key.name}.`)
    }),
  'keys rotate': () =>
    withApi(async (api) => {
      const { resealed } = z.object({ resealed: z.int() }).parse(await api.request('POST', '/api/secrets/rotate'))
      print(`Sealed ${resealed} credentials by a new key. The old one is gone.`)
    }),
  'library import': async (files, { language, name }) => {
    const { importBooks } = await import('./cli/import-books.ts')
    return withApi((api) => importBooks(api, files, { language, title: name }))
  },
  'library list': () =>
    withApi(async (api) => {
      for (const book of libraryBooks.parse(await api.request('GET', '/api/library/books')).books) {
        const state = book.state === 'ready' ? `${book.chapters.length} chapters` : `${book.passages} passages so far`
        print(`${book.job_id}\t${book.title}\t${book.language}\t${state}`)
      }
    }),
  'models list': () => withModels(({ listModels }, settings) => listModels(settings)),
  'models get': ([name], { sha256 }) =>
    withModels(({ fetchModel }, settings) => fetchModel(settings, name ?? '', sha256)),
  'models verify': () => withModels(({ verifyModels }, settings) => verifyModels(settings)),
  'models rm': ([name]) => withModels(({ removeModel }, settings) => removeModel(settings, name ?? '')),
  narrate: async ([jobId], { voice }) => {
    if (!jobId) throw new StartError('Say which book: patchbay narrate JOB_ID. "patchbay library list" has them.')
    const { narrateBook } = await import('./cli/narrate-book.ts')
    return withApi(
      (api, { temporal }) => narrateBook(api, jobId, { voiceId: voice, temporal: temporal !== undefined }),
      { speaks: true },
    )
  },
  worker: async () => (await import('./worker.ts')).runWorker(process.env),
  'mcp-server': async ([service], { caller, transport, port }) => {
    const config = await loadConfig()
    const { mountPathsOf } = await import('./gateway.ts')
    const paths = mountPathsOf(service ?? '')
    if (service === undefined || paths === undefined) {
      throw new StartError(`Say which tools to serve: patchbay mcp-server ${serviceNames.join(', ')} or all`)
    }
    const kind = transport ?? (port === undefined ? 'stdio' : 'http')
    if (!['stdio', 'http', 'sse'].includes(kind)) throw new StartError('--transport must be stdio, http or sse')
    const { createLog } = await import('./create-log.ts')
    if (kind === 'stdio') {
      const { serveStdio } = await import('./cli/serve-stdio.ts')
      return serveStdio(config, createLog(config), paths.http, caller)
    }
    const number = Number(port ?? 8001)
    if (!Number.isInteger(number) || number < 0 || number > 65_535) throw new StartError('--port must be 0 to 65535')
    const { serveHttp } = await import('./cli/serve-http.ts')
    return serveHttp(config, createLog(config), { service, paths }, number)
  },
  verify: async (_, { json }) => {
    const { verify } = await import('./cli/verify.ts')
    return verify(await loadConfig(), json ?? false)
  },
  migrate: async () => {
    const config = await loadConfig()
    await using gateway = await reach(config, config)
    print(gateway.own ? 'The store is up to date.' : 'A gateway is running on it, so the store is up to date.')
  },
}

await exitOnStartError(async () => {
  const { positionals, values } = readArguments()
  const name = [positionals.slice(0, 2).join(' '), positionals[0] ?? ''].find((candidate) =>
    Object.hasOwn(commands, candidate),
  )
  const command = name === undefined ? undefined : commands[name]
  if (values.help || positionals[0] === 'help') return print(usage)
  if (!name || !command) throw new StartError(usage)
  await command(positionals.slice(name.split(' ').length), values)
})

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        admin: { type: 'boolean' },
        name: { type: 'string' },
        scope: { type: 'string', multiple: true },
        language: { type: 'string' },
        voice: { type: 'string' },
        caller: { type: 'string' },
        transport: { type: 'string' },
        port: { type: 'string' },
        sha256: { type: 'string' },
        json: { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`, { cause: error })
  }
}

/** The settings, with what they name in Vault. */
async function loadConfig(): Promise<Config> {
  const { openSecrets } = await import('./secrets/open-secrets.ts')
  const { readConfig } = await import('./config.ts')
  await using secrets = await openSecrets(process.env)
  return readConfig(secrets.env)
}

async function withModels(run: (models: typeof Models, settings: ModelsConfig) => Promise<void>): Promise<void> {
  const { readModelsSettings } = await import('./config.ts')
  await run(await import('./cli/models.ts'), readModelsSettings(process.env))
}

async function reach(config: Config, logged: Pick<Config, 'logLevel'>, speaks = false): Promise<ReachedGateway> {
  const { reachGateway } = await import('./cli/reach-gateway.ts')
  const { createLog } = await import('./create-log.ts')
  return reachGateway(config, createLog(logged), speaks)
}

async function withApi(
  run: (api: LocalApi, config: Config) => Promise<void>,
  { speaks = false }: { speaks?: boolean } = {},
): Promise<void> {
  const config = await loadConfig()
  // A command's own output is what it is asked for; only what goes wrong is logged beside it.
  await using gateway = await reach(config, { logLevel: 'warn' }, speaks)
  const { openLocalApi } = await import('./cli/local-api.ts')
  await using api = openLocalApi(gateway.local)
  await run(api, config)
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
