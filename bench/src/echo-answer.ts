// What both echo servers answer: as little work as can be, so that what stands in front of them is what is measured.

const tools = [
  { name: 'get_echo', annotations: { readOnlyHint: true } },
  { name: 'write_echo', annotations: { readOnlyHint: false, destructiveHint: false } },
].map((tool) => ({
  ...tool,
  description: 'Says it back',
  inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
}))

export interface Message {
  id?: string | number
  method?: string
  params?: { arguments?: { text?: string }; protocolVersion?: string }
}

/** @returns The JSON-RPC answer, or nothing for a notification. */
export function answerTo({ id, method, params }: Message): object | undefined {
  if (id === undefined) return undefined
  const reply = (result: object) => ({ jsonrpc: '2.0', id, result })
  switch (method) {
    case 'initialize':
      return reply({
        protocolVersion: params?.protocolVersion ?? '2025-11-25',
        capabilities: { tools: {} },
        serverInfo: { name: 'echo', version: '1.0.0' },
      })
    case 'tools/list':
      return reply({ tools })
    case 'tools/call':
      return reply({ content: [{ type: 'text', text: params?.arguments?.text ?? '' }] })
    case 'ping':
      return reply({})
    case undefined:
    default:
      return { jsonrpc: '2.0', id, error: { code: -32_601, message: 'Method not found' } }
  }
}
