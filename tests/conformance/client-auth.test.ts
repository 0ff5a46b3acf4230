import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const repository = new URL('../../', import.meta.url).pathname
const client = `${process.execPath} --conditions=patchbay-source ${join(import.meta.dirname, 'src/auth-client.ts')}`

/** The suite leaves what it saw in the folder that it runs in. */
const folder = mkdtempSync(join(tmpdir(), 'patchbay-conformance-client-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function runSuite(...args: string[]): Promise<string> {
  const program = join(repository, 'node_modules/.bin/conformance')
  const suite = spawn(program, ['client', '--command', client, ...args], { cwd: folder })
  let output = ''
  for (const stream of [suite.stdout, suite.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const [code] = await once(suite, 'close')
  expect(code, output).toBe(0)
  return output
}

test("our client passes the official suite's authorization scenarios", async () => {
  const output = await runSuite('--suite', 'auth')
  expect(output).toMatch(/Total: \d{3} passed, 0 failed, 0 warnings/)
}, 120_000)

/** What 2026-07-28 asks for besides. */
test.for([
  'resource-mismatch',
  'offline-access-scope',
  'offline-access-not-supported',
  'authorization-server-migration',
  'iss-supported',
  'iss-not-advertised',
  'iss-supported-missing',
  'iss-wrong-issuer',
  'iss-unexpected',
  'iss-normalized',
  'metadata-issuer-mismatch',
])('our client passes %s', async (scenario) => {
  const output = await runSuite('--scenario', `auth/${scenario}`)
  expect(output).toMatch(/Passed: (\d+)\/\1, 0 failed, 0 warnings/)
})
