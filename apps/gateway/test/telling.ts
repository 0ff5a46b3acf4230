import { Server } from '@modelcontextprotocol/server'

export interface TellingOptions {
  /** Whether it tells of resources, and of lists. */
  subscribe: boolean
  listChanged: boolean
  /** The names of its tools; more may come. */
  tools: string[]
  /** What a call of a tool does; an empty answer follows. */
  onCall?: (tool: string, args: Record<string, unknown>) => Promise<void>
}

/** A server with the resources `NAME://one` and `NAME://other`, and any number of `NAME://pages/N`. */
export function createTelling(name: string, { subscribe, listChanged, tools, onCall }: TellingOptions): Server {
  const capabilities = { tools: { listChanged }, resources: { subscribe, listChanged }, prompts: { listChanged } }
  const server = new Server({ name, version: '1.0.0' }, { capabilities })
  server.setRequestHandler('tools/list', () => ({
    tools: tools.map((tool) => ({
      name: tool,
      inputSchema: { type: 'object' },
      annotations: { readOnlyHint: true },
    })),
  }))
  server.setRequestHandler('tools/call', async ({ params }) => {
    await onCall?.(params.name, params.arguments ?? {})
    return { content: [] }
  })
  server.setRequestHandler('resources/list', () => ({
    resources: ['one', 'other'].map((path) => ({ uri: `${name}://${path}`, name: path })),
  }))
  server.setRequestHandler('resources/templates/list', () => ({
    resourceTemplates: [{ uriTemplate: `${name}://pages/{page}`, name: 'page' }],
  }))
  server.setRequestHandler('prompts/list', () => ({ prompts: [] }))
  return server
}
