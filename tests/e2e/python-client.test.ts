import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bearer, openCallerSession, rafael } from './src/caller-session.ts'
import { clubTools } from './src/club-tools.ts'
import { pythonProgram } from './src/python-program.ts'
import { runProcess } from './src/run-process.ts'
import { shareGateway } from './src/share-gateway.ts'
import { mcpApiKey } from './src/start-gateway.ts'

const python = await pythonProgram()
const gateway = shareGateway()
const script = join(import.meta.dirname, 'python/list-and-call.py')

test.for([
  { transport: 'sse', path: '/mcp/sse', mode: 'legacy', as: 'session' },
  { transport: 'sse', path: '/sse', mode: 'legacy', as: 'key' },
  { transport: 'http', path: '/club', mode: 'legacy', as: 'session' },
  { transport: 'http', path: '/club', mode: '2026-07-28', as: 'session' },
  { transport: 'http', path: '/mcp', mode: 'auto', as: 'key' },
])('the Python client over $transport at $path, $mode, with a $as', async ({ transport, path, mode, as }, { skip }) => {
  if ('unavailable' in python) return skip(python.unavailable)
  const headers =
    as === 'key'
      ? { 'x-api-key': mcpApiKey, 'x-caller-id': rafael }
      : bearer((await openCallerSession(gateway())).session_token)
  const args = [script, transport, `${gateway().url}${path}`, mode, JSON.stringify(headers)]
  const { code, stdout, stderr } = await runProcess(python.program, args)
  expect({ code, stderr }).toMatchObject({ code: 0 })
  const printed: unknown = JSON.parse(stdout)
  expect(printed).toMatchObject({ is_error: false, members: [{ member_id: 12345 }, { member_id: 12346 }] })
  expect(printed).toHaveProperty('tools', expect.arrayContaining(clubTools))
})
