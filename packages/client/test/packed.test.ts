import { execFile, type ExecFileException } from 'node:child_process'
import { access, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { openProtectedServer } from '../src/testing/open-oidc-provider.ts'

const root = join(import.meta.dirname, '..')
const repository = join(root, '../..')

/** An empty project that has the packed package, and nothing else. */
let project: string
/** The code of the README, block by block. */
let examples: string[]
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'patchbay-packed-'))
  const packed = await run('npm', ['pack', '--silent', '--pack-destination', project], { cwd: root })
  const file = packed.stdout.trim().split('\n').at(-1) ?? ''
  await writeFile(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', join(project, file)]
  await run('npm', install, { cwd: project })
  const readme = await readFile(join(project, 'node_modules/@patchbay/client/README.md'), 'utf8')
  examples = [...readme.matchAll(/```js\n(.*?)```/gs)].map(([, code]) => code ?? '')
}, 180_000)
afterAll(() => rm(project, { recursive: true, force: true }))

interface RunOptions {
  cwd: string
  env?: NodeJS.ProcessEnv
  /** Ends the program as soon as it has printed this. */
  until?: string
}

function run(program: string, args: string[], { cwd, env = process.env, until }: RunOptions) {
  return new Promise<{ stdout: string }>((resolve, reject) => {
    const child = execFile(program, args, { cwd, env }, (error: ExecFileException | null, stdout, stderr) => {
      if (error && !(until !== undefined && stdout.includes(until)))
        return reject(new Error(`${program}: ${stdout}${stderr}`))
      resolve({ stdout })
    })
    let printed = ''
    child.stdout?.on('data', (chunk: string) => {
      printed += chunk
      if (until !== undefined && printed.includes(until)) child.kill()
    })
  })
}

/** This Node, and an older one where the machine has it: the package is for Node 20 and later. */
async function nodes(): Promise<string[]> {
  const found = [process.execPath]
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const node = join(folder, 'node')
    if (
      (await access(node).then(
        () => true,
        () => false,
      )) &&
      !folder.includes('node_modules')
    )
      found.push(node)
  }
  return [...new Set(found)]
}

async function openLibrary(): Promise<{ http: Server; url: string }> {
  const handler = toNodeHandler(
    createMcpHandler(() => {
      const server = new McpServer({ name: 'library', version: '1.0.0' })
      const inputSchema = z.object({ query: z.string() })
      server.registerTool('search_library', { inputSchema }, ({ query }) => ({
        content: [{ type: 'text', text: `Nothing about ${query}` }],
      }))
      return server
    }),
  )
  const http = createServer((req, res) => {
    if (req.headers.authorization !== 'Bearer YOUR_JWT' || req.url !== '/mcp-server')
      return void res.writeHead(401).end()
    void handler(req as never, res)
  })
  await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve))
  const address = http.address()
  return { http, url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}` }
}

describe('the package as it is published, in an empty project', () => {
  it('brings what it needs, and nothing of ours that is not published', async () => {
    const manifest: unknown = JSON.parse(
      await readFile(join(project, 'node_modules/@patchbay/client/package.json'), 'utf8'),
    )
    expect(manifest).toMatchObject({ name: '@patchbay/client', license: 'Apache-2.0' })
    await expect(stat(join(project, 'node_modules/@patchbay/contract'))).rejects.toThrow('ENOENT')
    await expect(stat(join(project, 'node_modules/@patchbay/client/src'))).rejects.toThrow('ENOENT')
  })

  it('runs the example with a token, in every Node that is here', async () => {
    const { http, url } = await openLibrary()
    await writeFile(join(project, 'token.js'), (examples[0] ?? '').replace('http://localhost:8000', url))
    for (const node of await nodes()) {
      const { stdout } = await run(node, ['token.js'], { cwd: project, until: 'luck' })
      expect(stdout).toContain("type: 'conversation.item.create'")
      expect(stdout).toContain("output: 'Nothing about luck'")
    }
    http.closeAllConnections()
    http.close()
  })

  it("runs the example with a person, who signs in in the system's browser", async () => {
    await using server = await openProtectedServer()
    // Where the system has its browser, a person who signs in.
    const bin = join(project, 'bin')
    await mkdir(bin, { recursive: true })
    const person = join(root, 'src/testing/sign-in-by-hand.ts')
    const script = `import { signInByHand } from '${person}'\nawait fetch(await signInByHand(new URL(process.argv[2])))\n`
    await writeFile(join(bin, 'person.mjs'), script)
    const program = `#!/bin/sh\nexec '${process.execPath}' '${join(bin, 'person.mjs')}' "$1"\n`
    await writeFile(join(bin, 'xdg-open'), program, { mode: 0o755 })
    const code = (examples[1] ?? '').replace("'http://localhost:8000'", `'${server.tools.url.origin}', path: '/mcp'`)
    await writeFile(join(project, 'person.js'), code)
    const env = { ...process.env, PATH: [bin, dirname(process.execPath), process.env['PATH']].join(delimiter) }
    const first = await run(process.execPath, ['person.js'], { cwd: project, env })
    expect(first.stdout.split('\n')).toContain('read_slowly')
    expect((await stat(join(project, '.sign-ins.json'))).mode & 0o777).toBe(0o600)
    await rm(bin, { recursive: true })
    // What was kept is enough from now on.
    expect(await run(process.execPath, ['person.js'], { cwd: project })).toEqual(first)
  })

  it('has types that hold, without ours', async () => {
    const code = `import { MCPClient, createSignIn, PatchbayError, type RealtimeMessage, type ToolCaller } from '@patchbay/client'
import { fileStorage } from '@patchbay/client/node'
const client: ToolCaller = new MCPClient({ baseUrl: 'http://localhost:8000', signIn: createSignIn({ storage: fileStorage('kept') }) })
const texts: (string | undefined)[] = (await client.callTool('a', {}, { idempotencyKey: 'k' })).content.map(({ text }) => text)
for await (const { item } of new MCPClient({ baseUrl: 'http://localhost:8000' }).iterMessages()) texts.push(item.output)
// @ts-expect-error -- it has no such option
new MCPClient({ baseURL: 'http://localhost:8000' })
// @ts-expect-error -- no such code
export const wrong: PatchbayError['code'] = 'NO_SUCH_CODE'
export const message: RealtimeMessage['type'] = 'conversation.item.create'
`
    await writeFile(join(project, 'types.ts'), code)
    const compilerOptions = {
      module: 'nodenext',
      target: 'es2022',
      lib: ['es2022', 'esnext.disposable', 'dom', 'dom.asynciterable'],
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      skipLibCheck: true,
    }
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['types.ts'] }))
    expect(await run(join(repository, 'node_modules/.bin/tsc'), ['-p', '.'], { cwd: project })).toEqual({ stdout: '' })
  })
})
