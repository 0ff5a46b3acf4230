import type { Client, LocalClient } from './clients.ts'
import type { Endpoint } from './endpoints.ts'
import { isPublicAddress } from './is-public-address.ts'

export interface ConfigurationOptions {
  client: Client
  endpoint: Endpoint
  /** The origin under which the gateway is reached. */
  publicUrl: string
  credential: 'key' | 'sign-in'
  /** The caller whom the key names, a phone number; empty: none. */
  caller: string
}

export interface Configuration {
  /** What is copied. It names a place for the key and never holds one. */
  text: string
  /** Where it goes. */
  place: string
  /** How the client comes by its credential. */
  access: string
  /** Why it will not work as it stands. */
  warning: string | null
}

/** The environment variable in which a client finds its key. */
const KEY = 'PATCHBAY_KEY'

/** A tool call may take 30 s at the gateway; LiveKit would give up after 5. */
const LIVEKIT_TIMEOUT_S = 35

/** Where the clients of an editor or a desktop take a configuration. */
export const placeOf: Record<LocalClient, string> = {
  'claude-code': 'Run it in a terminal, in the project that is to have the tools.',
  'claude-desktop': 'Settings, Developer, Edit Config opens claude_desktop_config.json. Add this, then restart Claude.',
  cursor: 'Add it to ~/.cursor/mcp.json, or to .cursor/mcp.json in a project.',
  'vs-code': 'Add it to .vscode/mcp.json in a project, or run “MCP: Open User Configuration”.',
}

/** Writes what a client needs in order to reach an endpoint, as that client wants it written. */
export function writeConfiguration(options: ConfigurationOptions): Configuration {
  return writers[options.client](options)
}

const writers: Record<Client, (options: ConfigurationOptions) => Configuration> = {
  'claude-code': (options) => ({
    text: [
      `claude mcp add --transport http ${options.endpoint.serverName} ${urlOf(options)}`,
      ...headersOf(options, `$${KEY}`).map(([name, value]) => `  --header "${name}: ${value}"`),
    ].join(' \\\n'),
    place: placeOf['claude-code'],
    access:
      options.credential === 'key'
        ? `The shell puts in what ${KEY} holds; set it first. Claude Code keeps it in its own settings.`
        : 'Claude Code signs in by itself: type /mcp in it and choose to authenticate.',
    warning: null,
  }),

  'claude-desktop': (options) => {
    const url = urlOf(options)
    const isPlain = url.startsWith('http:') && !isLoopback(url)
    const headers = headersOf(options, 'PASTE-YOUR-KEY')
    // Claude Desktop on Windows breaks an argument at its spaces, so the values travel in the environment.
    const variables = headers.map(([name, value]) => ({ name, variable: variableFor(name), value }))
    const server = {
      command: 'npx',
      args: [
        '-y',
        'mcp-remote',
        url,
        ...(isPlain ? ['--allow-http'] : []),
        ...variables.flatMap(({ name, variable }) => ['--header', `${name}:\${${variable}}`]),
      ],
      ...(variables.length > 0
        ? { env: Object.fromEntries(variables.map(({ variable, value }) => [variable, value])) }
        : {}),
    }
    return {
      text: json({ mcpServers: { [options.endpoint.serverName]: server } }),
      place: `${placeOf['claude-desktop']} It needs Node.js, whose npx fetches mcp-remote.`,
      access:
        options.credential === 'key'
          ? 'Put your key where PASTE-YOUR-KEY stands; this file is the only place that has it.'
          : 'It signs in by itself: a browser window opens the first time.',
      warning: null,
    }
  },

  cursor: (options) => ({
    text: json({
      mcpServers: { [options.endpoint.serverName]: { url: urlOf(options), ...headerField(options, `\${env:${KEY}}`) } },
    }),
    place: placeOf.cursor,
    access:
      options.credential === 'key'
        ? `Cursor puts in what ${KEY} holds; set it before Cursor starts.`
        : 'Cursor signs in by itself: it offers to when it first connects.',
    warning: null,
  }),

  'vs-code': (options) => ({
    text: json({
      ...(options.credential === 'key'
        ? { inputs: [{ type: 'promptString', id: 'patchbay-key', description: 'Patchbay key', password: true }] }
        : {}),
      servers: {
        [options.endpoint.serverName]: {
          type: 'http',
          url: urlOf(options),
          ...headerField(options, '${input:patchbay-key}'),
        },
      },
    }),
    place: placeOf['vs-code'],
    access:
      options.credential === 'key'
        ? 'VS Code asks for the key once and keeps it in its own safe.'
        : 'VS Code signs in by itself: it asks when the server first starts.',
    warning: null,
  }),

  'openai-realtime': (options) => ({
    text: json({
      type: 'mcp',
      server_label: options.endpoint.serverName,
      server_url: urlOf(options),
      ...headerField(options, 'PASTE-YOUR-KEY'),
      require_approval: options.endpoint.isAgent ? 'never' : 'always',
    }),
    place: `Add it to the session’s tools. ${
      options.endpoint.isAgent
        ? 'Approval can stay off there: Patchbay asks as the agent’s settings say.'
        : 'Your page then answers each mcp_approval_request; “never” lets the model call every tool unasked.'
    }`,
    access:
      'Put a key where PASTE-YOUR-KEY stands, on your server and never in a page: whoever makes the session sends it to OpenAI.',
    warning: isPublicAddress(options.publicUrl)
      ? null
      : `OpenAI reaches the tools from its own machines, and ${options.publicUrl} is no public https address. Set PUBLIC_URL to one, or use the engine that is built in.`,
  }),

  livekit: (options) => ({
    text: [
      'import os',
      '',
      'from livekit.agents import mcp',
      '',
      'patchbay = mcp.MCPToolset(',
      `    id="${options.endpoint.serverName}",`,
      '    mcp_server=mcp.MCPServerHTTP(',
      `        url="${urlOf(options)}",`,
      // Without it an address that does not end in /mcp is taken for the older SSE pair.
      '        transport_type="streamable_http",',
      '        headers={',
      ...headersOf(options, '').map(([name, value]) =>
        name === 'Authorization'
          ? `            "Authorization": f"Bearer {os.environ['${KEY}']}",`
          : `            "${name}": "${value}",`,
      ),
      '        },',
      `        client_session_timeout_seconds=${LIVEKIT_TIMEOUT_S},`,
      '    ),',
      ')',
    ].join('\n'),
    place:
      'Put it in your agent’s program and give the toolset to the agent: Agent(instructions=…, tools=[patchbay]). It needs livekit-agents[mcp].',
    access: `The worker reads the key from ${KEY}.`,
    warning: null,
  }),
}

function urlOf({ publicUrl, endpoint }: ConfigurationOptions): string {
  return new URL(endpoint.path, publicUrl).href
}

function headersOf(
  { credential, endpoint, caller }: ConfigurationOptions,
  key: string,
): [name: string, value: string][] {
  if (credential === 'sign-in') return []
  const named: [string, string][] = endpoint.actsForCaller && caller !== '' ? [['X-Caller-Id', caller]] : []
  return [['Authorization', `Bearer ${key}`], ...named]
}

function headerField(options: ConfigurationOptions, key: string): { headers?: Record<string, string> } {
  const headers = headersOf(options, key)
  return headers.length > 0 ? { headers: Object.fromEntries(headers) } : {}
}

function variableFor(header: string): string {
  return `PATCHBAY_${header.toUpperCase().replaceAll('-', '_')}`
}

function isLoopback(url: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname)
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2)
}
