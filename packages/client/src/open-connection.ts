import { Client, StreamableHTTPClientTransport, type AuthProvider } from '@modelcontextprotocol/client'
import { wait } from './wait.ts'
import { watchTransport } from './watched-transport.ts'

export interface ConnectionOptions {
  url: URL
  authProvider: AuthProvider
  /** On every request. */
  headers: Record<string, string>
  fetch: typeof globalThis.fetch
  onToolsChanged: () => void
}

export interface Connection {
  client: Client
  /** Whether it is a session that the server keeps (the revisions up to 2025-11-25). */
  hasSession(): boolean
  isOpen(): boolean
  close(): Promise<void>
}

/** How the official transport takes up a stream again that broke, with `Last-Event-ID`; times in ms, three quarters of a minute in all. */
const resuming = {
  initialReconnectionDelay: 500,
  maxReconnectionDelay: 10_000,
  reconnectionDelayGrowFactor: 1.5,
  maxRetries: 10,
}

/** The longest time between two tries to hear of changed tools again, in ms. */
const MAX_DELAY_MS = 10_000

/** Connects the official client, in the newest revision that both sides speak. */
export async function openConnection(options: ConnectionOptions, signal: AbortSignal): Promise<Connection> {
  const { url, authProvider, headers, fetch, onToolsChanged } = options
  const inner = new StreamableHTTPClientTransport(url, {
    authProvider,
    requestInit: { headers },
    fetch,
    reconnectionOptions: resuming,
    onInsufficientScope: 'throw',
  })
  const client = new Client(
    { name: 'patchbay-client', version: '0.1.0' },
    {
      versionNegotiation: { mode: 'auto' },
      listChanged: { tools: { autoRefresh: false, debounceMs: 0, onChanged: onToolsChanged } },
    },
  )
  const closing = new AbortController()
  await client.connect(watchTransport(inner), { signal })
  client.onclose = () => closing.abort()
  void keepListening(client, closing.signal, onToolsChanged)
  return {
    client,
    hasSession: () => inner.sessionId !== undefined,
    isOpen: () => !closing.signal.aborted,
    async close() {
      closing.abort()
      // A server may forget it by itself; nothing waits for that.
      await inner.terminateSession().catch(() => {})
      await client.close()
    },
  }
}

/** In the revisions without sessions a broken subscription is the client's to open again. */
async function keepListening(client: Client, signal: AbortSignal, onToolsChanged: () => void): Promise<void> {
  if (client.getProtocolEra() !== 'modern' || !client.getServerCapabilities()?.tools?.listChanged) return
  let subscription = client.autoOpenedSubscription
  let delay = 250
  try {
    while (!signal.aborted) {
      if (subscription && (await subscription.closed) === 'local') return
      await wait(delay, signal)
      delay = Math.min(delay * 2, MAX_DELAY_MS)
      subscription = await client.listen({ toolsListChanged: true }, { signal }).catch(() => undefined)
      if (!subscription) continue
      delay = 250
      // Nobody told what changed in between.
      onToolsChanged()
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
