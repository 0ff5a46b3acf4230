import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rafael } from './src/caller-session.ts'
import { clubTools } from './src/club-tools.ts'
import { pythonProgram } from './src/python-program.ts'
import { repository } from './src/repository.ts'
import { baseEnvironment, runProcess } from './src/run-process.ts'
import { shareGateway } from './src/share-gateway.ts'
import { mcpApiKey } from './src/start-gateway.ts'

// The example programs of the integration guide, as they stand there. Only the address and the key are filled in, and
// a last line calls the function that the guide leaves to its reader.

const python = await pythonProgram()
const gateway = shareGateway()

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-document-3-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function fillIn(example: string, lastLines: string): Promise<string> {
  const program = await readFile(join(import.meta.dirname, 'document-3', example), 'utf8')
  const filled = program
    .replace('https://beyond.agentclub.io/mcp', `${gateway().url}/mcp`)
    .replace('your_mcp_api_key_here', mcpApiKey)
  expect(filled).toContain(gateway().url)
  expect(filled).toContain(mcpApiKey)
  const file = join(folder, example)
  await writeFile(file, `${filled}\n${lastLines}\n`)
  return file
}

test('the Python example prints the caller, the seven tools and the bookings', async ({ skip }) => {
  if ('unavailable' in python) return skip(python.unavailable)
  const file = await fillIn('example.py', `import asyncio\nasyncio.run(handle_voice_call("${rafael}"))`)
  const { code, stdout, stderr } = await runProcess(python.program, [file])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain('Session created for Rafael Silva')
  for (const tool of clubTools) expect(stdout).toContain(`'name': '${tool}'`)
  expect(stdout).toMatch(/Bookings: .*'booking_id': \d+/)
})

test('the Node example prints the caller and the bookings', async () => {
  const file = await fillIn('example.cjs', `handleVoiceCall('${rafael}')`)
  const env = { ...baseEnvironment(), NODE_PATH: join(repository.root, 'node_modules') }
  const { code, stdout, stderr } = await runProcess(repository.node, [file], { env })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain('Session for: Rafael Silva')
  // console.log shows a few levels only, and names what lies deeper.
  expect(stdout).toMatch(/Bookings: \{[^]*structuredContent: \{ bookings: \[Array\] \}/)
})
