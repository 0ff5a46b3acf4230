import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { openCallerSession } from './src/caller-session.ts'
import { clubTools } from './src/club-tools.ts'
import { repository } from './src/repository.ts'
import { baseEnvironment, runProcess } from './src/run-process.ts'
import { shareGateway } from './src/share-gateway.ts'

const gateway = shareGateway()
const inspector = fileURLToPath(import.meta.resolve('@modelcontextprotocol/inspector/clients/launcher/build/index.js'))
const listed = z.object({ tools: z.array(z.object({ name: z.string() })) })

let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'patchbay-inspector-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

async function inspect(path: string, transport: string, ...args: string[]): Promise<unknown> {
  const { session_token } = await openCallerSession(gateway())
  const header = `Authorization: Bearer ${session_token}`
  const { code, stdout, stderr } = await runProcess(
    repository.node,
    [inspector, '--cli', `${gateway().url}${path}`, '--transport', transport, '--header', header, ...args],
    // It keeps a catalog of servers in the home folder.
    { env: { ...baseEnvironment(), HOME: home } },
  )
  expect({ code, stderr }).toMatchObject({ code: 0 })
  return JSON.parse(stdout)
}

test.for([
  ['http', '/club'],
  ['sse', '/mcp/sse'],
] as const)("the Inspector's command line over %s lists and calls the club's tools", async ([transport, path]) => {
  const { tools } = listed.parse(await inspect(path, transport, '--method', 'tools/list'))
  expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(clubTools))

  const members = await inspect(path, transport, '--method', 'tools/call', '--tool-name', 'get_members')
  expect(members).toMatchObject({ structuredContent: { members: [{ member_id: 12345 }, { member_id: 12346 }] } })
})
