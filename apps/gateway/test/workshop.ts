import { ProtocolError, Server, type Tool } from '@modelcontextprotocol/server'

/** A service that does what a test asks for, and counts what it did. */
export interface Workshop {
  server: Server
  /** How often each tool ran. */
  ran: Record<string, number>
  /** The `_meta` that each run got. */
  metas: unknown[]
  /** What waits in the tools `hold`, `hold_own` and `write_slowly`, to be let go. */
  held: { signal: AbortSignal; release: () => void }[]
  addTool(name: string, meta?: Record<string, unknown>, inputSchema?: Tool['inputSchema']): Promise<void>
}

const anything = { type: 'object' } as const

/** The low-level server, so that it can also do what a well-made one does not. */
export function createWorkshop(name = 'workshop'): Workshop {
  const server = new Server({ name, version: '1.0.0' }, { capabilities: { tools: { listChanged: true }, logging: {} } })
  const tools: (Tool & Record<string, unknown>)[] = [
    {
      name: 'get_echo',
      description: 'Says it back',
      inputSchema: {
        type: 'object' as const,
        properties: { text: { type: 'string' as const, maxLength: 200_000 }, count: { type: 'integer' as const } },
        required: ['text'],
        additionalProperties: false,
      },
      annotations: { readOnlyHint: true },
      'x-unknown': { kept: true },
    },
    { name: 'get_steps', inputSchema: anything, annotations: { readOnlyHint: true } },
    { name: 'hold', inputSchema: anything, annotations: { readOnlyHint: true } },
    { name: 'write_note', inputSchema: anything, annotations: { readOnlyHint: false, destructiveHint: false } },
    { name: 'write_slowly', inputSchema: anything, annotations: { readOnlyHint: false, destructiveHint: false } },
    { name: 'write_badly', inputSchema: anything, annotations: { readOnlyHint: false, destructiveHint: false } },
    { name: 'write_refused', inputSchema: anything },
    { name: 'weather', inputSchema: anything },
  ]
  const workshop: Workshop = {
    server,
    ran: {},
    metas: [],
    held: [],
    async addTool(added, _meta = {}, inputSchema = anything) {
      tools.push({ name: added, inputSchema, annotations: { readOnlyHint: true }, _meta })
      await server.sendToolListChanged()
    },
  }

  // Three tools a page.
  server.setRequestHandler('tools/list', ({ params }) => {
    const from = Number(params?.cursor ?? 0)
    const next = from + 3
    return { tools: tools.slice(from, next), ...(next < tools.length ? { nextCursor: String(next) } : {}) }
  })

  server.setRequestHandler('tools/call', async ({ params }, { mcpReq }) => {
    const times = (workshop.ran[params.name] = (workshop.ran[params.name] ?? 0) + 1)
    workshop.metas.push(mcpReq._meta)
    const say = (text: string, isError = false) => ({ content: [{ type: 'text' as const, text }], isError })
    switch (params.name) {
      case 'get_echo':
        return say(String(params.arguments?.text))
      case 'get_steps': {
        const progressToken = mcpReq._meta?.progressToken
        for (let progress = 1; progress <= 3; progress += 1) {
          if (progressToken !== undefined) {
            await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, total: 3 } })
          }
        }
        await mcpReq.log('warning', 'the steps are done', 'workshop')
        return say('3 steps')
      }
      case 'hold':
      case 'hold_own':
      case 'write_slowly': {
        await new Promise<void>((release) => {
          workshop.held.push({ signal: mcpReq.signal, release })
          mcpReq.signal.addEventListener('abort', () => release(), { once: true })
        })
        return say(`done ${times}`)
      }
      case 'write_refused':
        throw new ProtocolError(-32_050, 'The pen is not yours', { pen: 7 })
      case 'write_badly':
        return say('The pen is broken', true)
      default:
        return say(`${params.name} ${times}`)
    }
  })
  return workshop
}
