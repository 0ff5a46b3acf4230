import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { askVoicebox, voiceboxOverStdio as stdio } from './src/ask-voicebox.ts'
import { pythonProgram } from './src/python-program.ts'
import { runProcess } from './src/run-process.ts'
import { shareGateway } from './src/share-gateway.ts'
import { adminApiKey, gatewayEnvironment } from './src/start-gateway.ts'
import { startService } from './src/start-service.ts'
import { voiceboxTools } from './src/voicebox-tools.ts'

const python = await pythonProgram()
const gateway = shareGateway()
/** Three programs are started, one after the other. */
const timeout = 180_000

const ask = (program: string, transport: string, target: string[]) =>
  askVoicebox(program, gateway().dataDir, transport, target)

test(
  'the Python client has the same lists over stdio, SSE and HTTP, byte for byte, and hears a voice',
  { timeout },
  async ({ skip }) => {
    if ('unavailable' in python) return skip(python.unavailable)
    const key = JSON.stringify({ 'x-api-key': adminApiKey })
    const overStdio = await ask(python.program, 'stdio', stdio)
    const overSse = await ask(python.program, 'sse', [`${gateway().url}/api/v2/mcp/sse`, key])
    const overHttp = await ask(python.program, 'http', [`${gateway().url}/api/v2/mcp`, key])
    expect(overSse.lists).toEqual(overStdio.lists)
    expect(overHttp.lists).toEqual(overStdio.lists)
    const names = z.array(z.looseObject({ name: z.string() })).parse(JSON.parse(overStdio.lists[0] ?? ''))
    expect(names.map(({ name }) => name)).toEqual(voiceboxTools)
    for (const { status, sound, speech, unknown } of [overStdio, overSse, overHttp]) {
      expect(status).toBe('AgentVoiceBox Platform is ONLINE')
      expect(sound).toMatchObject({ channels: 1, rate: 24_000 })
      expect(sound.seconds).toBeGreaterThan(1)
      expect(sound.loudest).toBeGreaterThan(3_000)
      expect(speech).toMatchObject({ voice_id: 'af_heart', engine: expect.stringMatching(/^(kokoro|espeak)$/) })
      expect(unknown).toEqual([true, expect.stringContaining('af_heart (Heart, en-US)')])
    }
  },
)

/** The same in a process without a gateway beside it, on a folder of its own. */
test.for(['http', 'sse'] as const)(
  'alone on a port, the Python client has the same lists over %s',
  { timeout },
  async (transport, { skip }) => {
    if ('unavailable' in python) return skip(python.unavailable)
    const { stdout: folder } = await runProcess('mktemp', ['-d'])
    const dataDir = folder.trim()
    try {
      await using service = await startService(dataDir, {}, 'voicebox')
      const path = transport === 'sse' ? '/api/v2/mcp/sse' : '/api/v2/mcp'
      const alone = await ask(python.program, transport, [
        service.url + path,
        JSON.stringify({ 'x-api-key': adminApiKey }),
      ])
      const beside = await ask(python.program, 'stdio', stdio)
      expect(alone.lists).toEqual(beside.lists)
      const elsewhere = await fetch(`${service.url}/api/keys`, { headers: { 'x-api-key': adminApiKey } })
      expect(elsewhere.status).toBe(404)
    } finally {
      await runProcess('rm', ['-rf', dataDir])
    }
  },
)

test('over stdio nothing but protocol is written, and the process ends with its parent', { timeout }, async () => {
  const { stdout: folder } = await runProcess('mktemp', ['-d'])
  const dataDir = folder.trim()
  const [command = '', ...args] = stdio
  // A folder of its own: this process opens the voices itself.
  const child = spawn(command, args, { env: gatewayEnvironment(dataDir), stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const lines: { id?: number; result?: Record<string, unknown> }[] = []
  const answered = Promise.withResolvers<void>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(JSON.parse(line) as (typeof lines)[number])
    if (lines.at(-1)?.id === 3) answered.resolve()
  })
  const clientInfo = { name: 'test', version: '1' }
  const send = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  send({ id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo } })
  send({ method: 'notifications/initialized' })
  send({ id: 2, method: 'tools/call', params: { name: 'generate_speech', arguments: { text: 'Hello.' } } })
  send({ id: 3, method: 'resources/read', params: { uri: 'voicebox://usage' } })
  send({ id: 4, method: 'tools/call', params: { name: 'create_realtime_session', arguments: {} } })
  await answered.promise
  child.stdin.end()
  expect(await exited).toEqual([0, null])
  expect(new Set(lines.map(({ id }) => id))).toEqual(new Set([1, 2, 3, 4]))
  expect(lines).toHaveLength(4)
  expect(lines.find(({ id }) => id === 1)?.result).toMatchObject({ serverInfo: { name: 'AgentVoiceBox' } })
  expect(lines.find(({ id }) => id === 2)?.result).toMatchObject({ content: [{ type: 'audio' }, {}, {}] })
  // Nothing listens here that a session could be opened on.
  const none = expect.stringContaining('makes no realtime sessions')
  expect(lines.find(({ id }) => id === 4)?.result).toMatchObject({ isError: true, content: [{ text: none }] })
  await runProcess('rm', ['-rf', dataDir])
})
