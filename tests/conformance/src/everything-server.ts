import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { NodeStreamableHTTPServerTransport, toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, ProtocolError, Server } from '@modelcontextprotocol/server'
import type { EverythingTool } from './everything-answers.ts'
import { added, changes, everythingTools, PNG } from './everything-tools.ts'

// A server of everything that the suite's scenarios ask for, in both revisions: /legacy keeps sessions, /modern none.

const textResource = { uri: 'test://static-text', name: 'static-text', description: 'A text', mimeType: 'text/plain' }
const binaryResource = {
  uri: 'test://static-binary',
  name: 'static-binary',
  description: 'An image',
  mimeType: 'image/png',
}
const watchedResource = {
  uri: 'test://watched-resource',
  name: 'watched',
  description: 'It changes',
  mimeType: 'text/plain',
}
const template = {
  uriTemplate: 'test://template/{id}/data',
  name: 'template',
  description: 'Data by an id',
  mimeType: 'application/json',
}

const prompts = [
  { name: 'test_simple_prompt', description: 'A simple prompt' },
  {
    name: 'test_prompt_with_arguments',
    description: 'A prompt with arguments',
    arguments: ['arg1', 'arg2'].map((name) => ({ name, description: 'An argument', required: true })),
  },
  {
    name: 'test_prompt_with_embedded_resource',
    description: 'A prompt with a resource',
    arguments: [{ name: 'resourceUri', description: 'Of which resource', required: true }],
  },
  { name: 'test_prompt_with_image', description: 'A prompt with an image' },
  { name: 'test_input_required_result_prompt', description: 'A prompt that asks first' },
]

const user = (content: Record<string, unknown>) => ({ role: 'user', content })

function promptFor(name: string, args: Record<string, string>): Record<string, unknown>[] {
  switch (name) {
    case 'test_simple_prompt':
      return [user({ type: 'text', text: 'This is a simple prompt for testing.' })]
    case 'test_prompt_with_arguments':
      return [user({ type: 'text', text: `Prompt with arguments: arg1='${args.arg1}', arg2='${args.arg2}'` })]
    case 'test_prompt_with_image':
      return [
        user({ type: 'image', data: PNG, mimeType: 'image/png' }),
        user({ type: 'text', text: 'Please analyze the image above.' }),
      ]
    case 'test_prompt_with_embedded_resource':
      return [
        user({
          type: 'resource',
          resource: { uri: args.resourceUri, mimeType: 'text/plain', text: 'Embedded resource content for testing.' },
        }),
        user({ type: 'text', text: 'Please process the embedded resource above.' }),
      ]
    default:
      throw new ProtocolError(-32_602, `Unknown prompt: ${name}`)
  }
}

function read(uri: string): Record<string, unknown> {
  if (uri === binaryResource.uri) return { uri, mimeType: 'image/png', blob: PNG }
  if (uri === textResource.uri) {
    return { uri, mimeType: 'text/plain', text: 'This is the content of the static text resource.' }
  }
  if (uri === watchedResource.uri) return { uri, mimeType: 'text/plain', text: 'It has not changed yet.' }
  const id = /^test:\/\/template\/([^/]+)\/data$/.exec(uri)?.[1]
  if (id === undefined) throw new ProtocolError(-32_602, `Resource not found: ${uri}`, { uri })
  const data = { id, templateTest: true, data: `Data for ID: ${id}` }
  return { uri, mimeType: 'application/json', text: JSON.stringify(data) }
}

/** What was added since the start. */
function extra(list: keyof typeof added): { name: string; description: string }[] {
  return Array.from({ length: added[list] }, (_, n) => ({ name: `added_${n + 1}`, description: 'It was added' }))
}

function extraTools(): [string, EverythingTool][] {
  return extra('tools').map(({ name, description }) => [name, { description, run: () => ({ content: [] }) }])
}

function createEverythingServer(): Server {
  const server = new Server(
    { name: 'everything', version: '1.0.0' },
    {
      capabilities: {
        tools: { listChanged: true },
        resources: { subscribe: true, listChanged: true },
        prompts: { listChanged: true },
        completions: {},
        logging: {},
      },
    },
  )
  server.setRequestHandler('tools/list', () => ({
    tools: [...Object.entries(everythingTools), ...extraTools()].map(([name, { description, inputSchema }]) => ({
      name,
      description,
      // Schemas of every kind, which the SDK's type narrows.
      inputSchema: (inputSchema ?? { type: 'object', properties: {} }) as { type: 'object' },
      annotations: { readOnlyHint: true },
    })),
  }))
  // Results of every kind, which the SDK checks.
  server.setRequestHandler('tools/call', async ({ params }, context) => {
    const tool = everythingTools[params.name]
    if (!tool) throw new ProtocolError(-32_602, `Unknown tool: ${params.name}`)
    return (await tool.run(params.arguments ?? {}, context)) as never
  })
  server.setRequestHandler('resources/list', () => ({ resources: [textResource, binaryResource, watchedResource] }))
  server.setRequestHandler('resources/templates/list', () => ({ resourceTemplates: [template] }))
  server.setRequestHandler('resources/read', ({ params }) => ({ contents: [read(params.uri)] }) as never)
  server.setRequestHandler('resources/subscribe', () => ({}))
  server.setRequestHandler('resources/unsubscribe', () => ({}))
  server.setRequestHandler('prompts/list', () => ({ prompts: [...prompts, ...extra('prompts')] }))
  server.setRequestHandler('prompts/get', ({ params }, { mcpReq }) => {
    if (params.name !== 'test_input_required_result_prompt') {
      return { messages: promptFor(params.name, params.arguments ?? {}) } as never
    }
    const answer = mcpReq.inputResponses?.user_context as { content?: { context?: string } } | undefined
    if (answer) {
      return { messages: [user({ type: 'text', text: `Use this context: ${answer.content?.context}` })] } as never
    }
    const requestedSchema = { type: 'object', properties: { context: { type: 'string' } }, required: ['context'] }
    const params2 = { mode: 'form', message: 'What context should the prompt use?', requestedSchema }
    const inputRequests = { user_context: { method: 'elicitation/create', params: params2 } }
    return { resultType: 'input_required', inputRequests } as never
  })
  server.setRequestHandler('completion/complete', ({ params }) => {
    const values = ['paris', 'park', 'party'].filter((value) => value.startsWith(params.argument.value))
    return { completion: { values, total: values.length, hasMore: false } }
  })
  return server
}

export interface EverythingServer extends AsyncDisposable {
  port: number
}

export async function openEverythingServer(): Promise<EverythingServer> {
  const sessions = new Map<string, NodeStreamableHTTPServerTransport>()
  const modern = createMcpHandler(() => createEverythingServer(), { legacy: 'reject' })
  const handleModern = toNodeHandler(modern)
  changes.addEventListener('tools', () => modern.notify.toolsChanged())
  changes.addEventListener('prompts', () => modern.notify.promptsChanged())

  async function handleLegacy(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const known = sessions.get(String(req.headers['mcp-session-id']))
    if (known) return known.handleRequest(req, res)
    const transport: NodeStreamableHTTPServerTransport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void sessions.set(id, transport),
      onsessionclosed: (id) => void sessions.delete(id),
    })
    await createEverythingServer().connect(transport)
    await transport.handleRequest(req, res)
  }

  const http = createServer((req, res) => {
    // A request that reached us has a method; Node's type covers responses too.
    void (req.url === '/modern' ? handleModern(req as never, res) : handleLegacy(req, res))
  })
  await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve))
  const address = http.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async [Symbol.asyncDispose]() {
      await Promise.all([...sessions.values()].map((transport) => transport.close()))
      await modern.close()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}
