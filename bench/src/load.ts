import { Agent, request } from 'node:http'
import * as z from 'zod'

// Load from a process of its own, which checks every answer. It reads one JSON line from its arguments and prints another.

const asked = z
  .object({
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    /** How a call is made: by MCP, or by a peer's own REST. */
    kind: z.enum(['mcp', 'mcp-hub']),
    tool: z.string(),
    atOnce: z.int(),
    calls: z.int(),
  })
  .parse(JSON.parse(process.argv[2] ?? ''))

const { url, kind, tool, atOnce, calls } = asked
const { hostname, port, pathname } = new URL(url)
const agent = new Agent({ keepAlive: true, maxSockets: atOnce })
let headers: Record<string, string> = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
  ...asked.headers,
}

function post(body: string): Promise<{ text: string; session: string | undefined }> {
  return new Promise((resolve, reject) => {
    const sent = { ...headers, 'content-length': String(Buffer.byteLength(body)) }
    const req = request({ hostname, port, path: pathname, method: 'POST', agent, headers: sent }, (res) => {
      let text = ''
      res.setEncoding('utf8')
      res.on('data', (chunk: string) => (text += chunk))
      res.on('end', () => {
        const session = res.headers['mcp-session-id']
        resolve({ text, session: session === undefined ? undefined : String(session) })
      })
      res.on('error', reject)
    })
    req.on('error', reject)
    req.end(body)
  })
}

async function begin(): Promise<void> {
  if (kind !== 'mcp') return
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'load', version: '1' } }
  const { session } = await post(JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params }))
  headers = { ...headers, 'mcp-protocol-version': '2025-11-25', ...(session && { 'mcp-session-id': session }) }
  await post(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }))
}

const run = Math.random().toString(36).slice(2)
let next = 0
let errors = 0
const times: number[] = []

async function work(): Promise<void> {
  while (next < calls) {
    next += 1
    const text = `${run} ${next}`
    const args = { text }
    const body =
      kind === 'mcp'
        ? { jsonrpc: '2.0', id: next, method: 'tools/call', params: { name: tool, arguments: args } }
        : { server_name: 'echo', tool, arguments: args }
    const begun = performance.now()
    const answer = await post(JSON.stringify(body)).catch(() => undefined)
    times.push(performance.now() - begun)
    if (!answer?.text.includes(`"text":"${text}"`)) errors += 1
  }
}

await begin()
const begun = performance.now()
await Promise.all(Array.from({ length: atOnce }, work))
const seconds = (performance.now() - begun) / 1000
times.sort((a, b) => a - b)
const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
process.stdout.write(JSON.stringify({ p50: at(0.5), p99: at(0.99), perSecond: calls / seconds, errors }))
agent.destroy()
