/** The clients that configurations are written for. */
export const clients = ['claude-code', 'claude-desktop', 'cursor', 'vs-code', 'openai-realtime', 'livekit'] as const
export type Client = (typeof clients)[number]

/** What people call them. */
export const clientNames: Record<Client, string> = {
  'claude-code': 'Claude Code',
  'claude-desktop': 'Claude Desktop',
  cursor: 'Cursor',
  'vs-code': 'VS Code',
  'openai-realtime': 'OpenAI Realtime',
  livekit: 'LiveKit Agents',
}

const localClients = ['claude-code', 'claude-desktop', 'cursor', 'vs-code'] as const
/** A client that can start a program on its own machine and speak with it over stdio. */
export type LocalClient = (typeof localClients)[number]

export function isLocal(client: Client): client is LocalClient {
  return localClients.some((local) => local === client)
}

/** Clients that find the gateway's sign-in and go through it by themselves; the others show a key. */
export const signsIn: Record<Client, boolean> = {
  'claude-code': true,
  'claude-desktop': true,
  cursor: true,
  'vs-code': true,
  'openai-realtime': false,
  livekit: false,
}
