import { request } from 'node:http'
import { openFaultProxy, type Fault } from '../../apps/gateway/test/fault-proxy.ts'
import type { BenchGateway } from './contenders.ts'
import { startEcho } from './contenders.ts'
import { freePort } from '../../tests/support/src/free-port.ts'
import { load } from './processes.ts'

const SESSIONS = 2_000
const MAX_KB = 50
const PER_KEY = 200

const read = (gateway: BenchGateway, calls: number, atOnce = 1) =>
  load({ ...gateway.target, tool: gateway.tools.read, atOnce, calls })

/** The first call of a client beside its hundredth: what has been warmed up stays so. */
export async function warmUp(gateway: BenchGateway): Promise<void> {
  const call = async (id: number) => {
    const begun = performance.now()
    const body = JSON.stringify({
      jsonrpc: '2.0',
      id,
      method: 'tools/call',
      params: { name: gateway.tools.read, arguments: { text: String(id) } },
    })
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...gateway.target.headers,
    }
    await (await fetch(gateway.target.url, { method: 'POST', headers, body })).text()
    return performance.now() - begun
  }
  const times: number[] = []
  for (let id = 1; id <= 100; id += 1) times.push(await call(id))
  console.log(`first call ${times[0]?.toFixed(2)} ms, hundredth ${times[99]?.toFixed(2)} ms`)
}

/** A server that is down keeps nobody else waiting. */
export async function deadUpstream(gateway: BenchGateway): Promise<void> {
  const quiet = await read(gateway, 3_000, 8)
  const port = await freePort()
  await gateway.post('/api/mcp/servers', { name: 'dead', url: `http://127.0.0.1:${port}/mcp`, type: 'http' })
  const beside = await read(gateway, 3_000, 8)
  const ratio = beside.p99 / quiet.p99
  console.log(
    `${ratio <= 2 ? 'met    ' : 'NOT MET'}  p99 beside a dead server: ${beside.p99.toFixed(2)} ms, quiet ${quiet.p99.toFixed(2)} ms, ratio ${ratio.toFixed(2)} (goal: at most 2)`,
  )
}

/** A server that delays, cuts, corrupts, floods, refuses or hangs keeps nobody else waiting, while it is called itself. */
export async function faultyUpstream(gateway: BenchGateway): Promise<void> {
  await using echo = await startEcho()
  await using proxy = await openFaultProxy(echo.port)
  const server = (await gateway.post('/api/mcp/servers', {
    name: 'faulty',
    url: `http://127.0.0.1:${proxy.port}/mcp`,
    type: 'http',
    timeoutMs: 1_000,
  })) as { id: number }
  await gateway.post(`/api/mcp/servers/${server.id}/connect`, {})
  const path = `/api/mcp/servers/${server.id}/tools/call`
  const faults: Fault[] = ['none', 'delay', 'cut', 'corrupt', 'flood', 'refuse', 'hang']
  let quiet: number | undefined
  // What is compared is warm in all of them.
  await read(gateway, 3_000, 8)
  for (const fault of faults) {
    await proxy.set(fault)
    const over = new AbortController()
    const callIt = async () => {
      while (!over.signal.aborted) {
        await gateway.post(path, { name: gateway.tools.read, arguments: { text: 'x' } }).catch(() => {})
        // Somebody who tries again and again, and no flood of their own.
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
    const calling = callIt()
    const { p99, errors } = await read(gateway, 3_000, 8)
    over.abort()
    await proxy.set('none')
    await calling
    if (quiet === undefined) {
      quiet = p99
      continue
    }
    const ratio = p99 / quiet
    const verdict = ratio <= 2 && errors === 0 ? 'met    ' : 'NOT MET'
    console.log(
      `${verdict}  p99 beside a server with “${fault}”: ${p99.toFixed(2)} ms, quiet ${quiet.toFixed(2)} ms, ratio ${ratio.toFixed(2)} (goal: at most 2), ${errors} errors`,
    )
  }
}

/** How long it takes until a server that was started again is used again. */
export async function reconnect(gateway: BenchGateway): Promise<void> {
  const port = await freePort()
  let echo = await startEcho(port)
  const server = (await gateway.post('/api/mcp/servers', {
    name: 'again',
    url: `http://127.0.0.1:${port}/mcp`,
    type: 'http',
  })) as { id: number }
  const tryIt = async () => {
    const path = `/api/mcp/servers/${server.id}/tools/call`
    const answer = (await gateway.post(path, { name: 'get_echo', arguments: { text: 'x' } })) as { isError?: boolean }
    return answer.isError !== true
  }
  const until = async (wanted: boolean) => {
    while ((await tryIt().catch(() => false)) !== wanted) await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await until(true)
  await echo[Symbol.asyncDispose]()
  await until(false)
  echo = await startEcho(port)
  const begun = performance.now()
  await until(true)
  console.log(`time to reconnect, from when the server is back: ${Math.round(performance.now() - begun)} ms`)
  await echo[Symbol.asyncDispose]()
}

interface SseSession {
  post: string
  key: string
  close(): void
  /** Counts what has arrived. */
  answers: number
}

/** Many quiet streams, and calls on them. */
export async function idleSessions(gateway: BenchGateway): Promise<void> {
  // One credential holds 256 connections at most.
  const keys: string[] = []
  for (let n = 0; n < SESSIONS / PER_KEY; n += 1) {
    const made = await gateway.post('/api/keys', {
      name: `sessions ${n}`,
      scopes: ['tools:call'],
      agentId: gateway.agentId,
    })
    keys.push((made as { key: string }).key)
  }
  const keyFor = (session: number) => keys[Math.floor(session / PER_KEY)] ?? ''
  const before = await gateway.heap()
  const processBefore = gateway.memory()
  const sessions: SseSession[] = []
  for (let from = 0; from < SESSIONS; from += 50) {
    sessions.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(50, SESSIONS - from) }, () => openSse(gateway, keyFor(from))),
      )),
    )
  }
  const kb = ((await gateway.heap()) - before) / 1024 / SESSIONS
  // With what the system and the sockets take, and garbage that was not collected yet.
  const processKb = ((gateway.memory() - processBefore) * 1024) / SESSIONS
  const PER_SECOND = 500
  const SECONDS = 5
  let sent = 0
  let refused = 0
  const begun = performance.now()
  while (sent < PER_SECOND * SECONDS) {
    const due = Math.min(PER_SECOND * SECONDS, Math.floor(((performance.now() - begun) / 1000) * PER_SECOND))
    for (; sent < due; sent += 1) {
      const session = sessions[sent % sessions.length]
      if (session) send(gateway, session, sent).catch(() => (refused += 1))
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  const counted = () => sessions.reduce((sum, { answers }) => sum + answers, 0)
  for (const until = Date.now() + 10_000; counted() < sent && Date.now() < until;) {
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const lost = sent - counted()
  console.log(
    `${kb <= MAX_KB && lost === 0 ? 'met    ' : 'NOT MET'}  ${SESSIONS} SSE sessions: ${kb.toFixed(1)} KB of heap each (goal: at most ${MAX_KB}; the process grew by ${processKb.toFixed(1)} KB each); ` +
      `${PER_SECOND} calls a second on them for ${SECONDS} s: ${lost} without an answer, ${refused} refused`,
  )
  for (const session of sessions) session.close()
}

function openSse(gateway: BenchGateway, key: string): Promise<SseSession> {
  return new Promise((resolve, reject) => {
    const req = request(`${gateway.url}/sse`, { headers: { authorization: `Bearer ${key}` } }, (res) => {
      const session: SseSession = { post: '', key, answers: 0, close: () => req.destroy() }
      let text = ''
      res.setEncoding('utf8')
      res.on('data', (chunk: string) => {
        text += chunk
        for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
          const event = text.slice(0, end)
          text = text.slice(end + 2)
          const data = /^data: (.*)$/m.exec(event)?.[1]
          if (event.startsWith('event: endpoint') && data !== undefined) {
            session.post = data
            resolve(session)
          } else if (data?.includes('"result"')) session.answers += 1
        }
      })
      res.on('error', () => {})
    })
    req.on('error', reject)
    req.end()
  })
}

async function send(gateway: BenchGateway, session: SseSession, id: number): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${session.key}` }
  const params = { name: gateway.tools.read, arguments: { text: String(id) } }
  const body = JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params })
  const response = await fetch(gateway.url + session.post, { method: 'POST', headers, body })
  await response.text()
  if (!response.ok) throw new Error(String(response.status))
}
