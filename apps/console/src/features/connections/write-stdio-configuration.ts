import type { LocalCommand } from '@patchbay/contract'
import type { LocalClient } from './clients.ts'
import type { Endpoint } from './endpoints.ts'
import { placeOf, type Configuration } from './write-configuration.ts'

export interface StdioConfigurationOptions {
  client: LocalClient
  endpoint: Pick<Endpoint, 'serverName' | 'stdioName'>
  local: LocalCommand
  /** For whom the tools act, a phone number; empty: nobody. */
  caller: string
}

/** Writes what a client on the gateway's machine needs in order to start the command line and speak with it over stdio. */
export function writeStdioConfiguration(options: StdioConfigurationOptions): Configuration {
  const { client, endpoint, local, caller } = options
  const named = caller === '' ? [] : ['--caller', caller]
  const { command, env } = local
  const args = [...local.args, endpoint.stdioName ?? 'all', ...named]
  return {
    text: writers[client](endpoint.serverName, { command, args, env }),
    place: placeOf[client],
    access:
      'It needs no key: whoever may start the program on the gateway’s machine has its data. It works through the gateway ' +
      'that runs, or alone where none does.',
    warning: null,
  }
}

type Writer = (name: string, local: LocalCommand) => string

const mcpServers: Writer = (name, local) => JSON.stringify({ mcpServers: { [name]: local } }, null, 2)

const writers: Record<LocalClient, Writer> = {
  'claude-code': (name, { command, args, env }) =>
    [
      'claude mcp add --transport stdio',
      ...Object.entries(env).map(([variable, value]) => `  --env ${quote(`${variable}=${value}`)}`),
      `  ${name} -- ${[command, ...args].map(quote).join(' ')}`,
    ].join(' \\\n'),
  'claude-desktop': mcpServers,
  cursor: mcpServers,
  'vs-code': (name, local) => JSON.stringify({ servers: { [name]: { type: 'stdio', ...local } } }, null, 2),
}

/** As a shell takes it for one word. */
function quote(word: string): string {
  return /^[\w./:=+@-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
