import type { NewMcpServer } from '@patchbay/contract'
import { PatchbayError } from '@patchbay/contract'
import { quote } from 'shell-quote'
import type { ServerRow } from '../upstreams/upstream.ts'

/** One entry of an `mcpServers` JSON: a server that can be added, or why it cannot. */
export type ReadEntry =
  | { name: string; server: Partial<NewMcpServer> & { name: string; url: string }; imported: Record<string, unknown> }
  | { name: string; reason: string }

const kinds: Record<string, NonNullable<NewMcpServer['type']>> = {
  stdio: 'stdio',
  http: 'http',
  'streamable-http': 'http',
  streamableHttp: 'http',
  sse: 'sse',
  websocket: 'websocket',
  ws: 'websocket',
}

/**
 * Reads what Claude, Cursor, VS Code and others write: `mcpServers` (or `servers`), each with a command or a URL.
 *
 * @throws {PatchbayError} Where it is no such JSON.
 */
export function readMcpServersJson(body: Record<string, unknown>): ReadEntry[] {
  const listed = asObject(body.mcpServers) ?? asObject(body.servers)
  if (!listed)
    throw new PatchbayError('VALIDATION_FAILED', 'Give a JSON object with "mcpServers", as other clients write it')
  return Object.entries(listed).map(([name, entry]) => readEntry(name, asObject(entry)))
}

function readEntry(name: string, entry: Record<string, unknown> | undefined): ReadEntry {
  if (!entry) return { name, reason: 'It is no object' }
  const { command, args, env, headers, url, type, disabled, description, ...others } = entry
  const common = {
    name,
    ...(typeof description === 'string' && { description }),
    ...(disabled === true && { isActive: false }),
  }
  const imported = { ...others, ...(type !== undefined && { type }), ...(disabled !== undefined && { disabled }) }
  if (typeof command === 'string') {
    const words = [command, ...(Array.isArray(args) ? args.map(String) : [])]
    return {
      name,
      server: { ...common, url: quote(words), type: 'stdio', ...(asObject(env) && { env: asTexts(env) }) },
      imported: { ...imported, command, ...(args !== undefined && { args }) },
    }
  }
  const address = typeof url === 'string' ? url : others.serverUrl
  if (typeof address !== 'string') return { name, reason: 'It has neither a command nor a URL' }
  return {
    name,
    server: {
      ...common,
      url: address,
      type: (typeof type === 'string' && kinds[type]) || 'auto',
      ...(asObject(headers) && { headers: asTexts(headers) }),
    },
    imported: { ...imported, url: address },
  }
}

/** What came in goes out unchanged, but for secrets: where these were is `${NAME}`. */
export function exportServers(rows: readonly ServerRow[]): Record<string, Record<string, unknown>> {
  const named = new Map<string, Record<string, unknown>>()
  for (const row of rows) {
    let { name } = row
    for (let n = 2; named.has(name); n += 1) name = `${row.name} ${n}`
    named.set(name, exportServer(row))
  }
  return Object.fromEntries(named)
}

function exportServer(row: ServerRow): Record<string, unknown> {
  const env = row.envNames.length > 0 && { env: placeholders(row.envNames) }
  const headers = {
    ...placeholders(row.headerNames),
    ...(row.apiKey !== null && { Authorization: `Bearer \${${nameOf(`${row.name} API KEY`)}}` }),
  }
  const sent = Object.keys(headers).length > 0 && { headers }
  if (row.imported) return { ...row.imported, ...env, ...sent }
  const transport = row.type === 'auto' ? row.metadata.transport : row.type
  if (transport === 'stdio' || !/^\w+:\/\//.test(row.url)) {
    const [command = '', ...args] = row.url.startsWith('@') ? ['npx', '-y', ...row.url.split(' ')] : row.url.split(' ')
    return { command, args, ...env }
  }
  return { type: transport ?? 'http', url: row.url, ...sent }
}

function placeholders(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, `\${${nameOf(name)}}`]))
}

function nameOf(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9]+/g, '_').toUpperCase()
}

function asTexts(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(asObject(value) ?? {}).map(([name, member]) => [name, String(member)]))
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  // Its members are whatever they are.
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}
