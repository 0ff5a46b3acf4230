import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_API_KEY, openTestGateway, type TestGateway } from '../../../test/open-test-gateway.ts'
import { findBubblewrap, sandboxed } from './sandbox.ts'

/** Debian's package, where it is missing and may be installed. */
function bringBubblewrap(): string | undefined {
  const found = findBubblewrap()
  if (found || process.getuid?.() !== 0) return found
  try {
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'bubblewrap'], { stdio: 'ignore' })
  } catch {
    // An older list of packages does not know it.
    execFileSync('apt-get', ['update'], { stdio: 'ignore' })
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'bubblewrap'], { stdio: 'ignore' })
  }
  return findBubblewrap()
}

/** Nothing but what a CI has not may leave this out. */
const canSandbox = process.platform === 'linux' && (process.env.CI !== undefined || bringBubblewrap() !== undefined)

const admin = { 'x-api-key': ADMIN_API_KEY }

/** A server that answers what it sees of the machine. */
const probe = `
import json, os, socket, sys
def look(text):
    kind, _, value = text.partition(" ")
    try:
        if kind == "list": return "there: " + ",".join(sorted(os.listdir(value))[:5])
        if kind == "read": return "there: " + open(value).read(20)
        if kind == "env": return "there: " + os.environ[value]
        if kind == "processes": return "there: " + str(len([p for p in os.listdir("/proc") if p.isdigit()]))
        socket.create_connection(("127.0.0.1", int(value)), 2).close()
        return "there: reached"
    except Exception as error:
        return "not there: " + type(error).__name__
tool = {"name": "get_look", "inputSchema": {"type": "object", "properties": {"text": {"type": "string"}}}, "annotations": {"readOnlyHint": True}}
for line in sys.stdin:
    m = json.loads(line)
    if "id" not in m: continue
    method = m.get("method")
    if method == "initialize": r = {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}}, "serverInfo": {"name": "probe", "version": "1"}}
    elif method == "tools/list": r = {"tools": [tool]}
    elif method == "tools/call": r = {"content": [{"type": "text", "text": look(m["params"]["arguments"]["text"])}]}
    elif method == "ping": r = {}
    else:
        print(json.dumps({"jsonrpc": "2.0", "id": m["id"], "error": {"code": -32601, "message": "no"}}), flush=True)
        continue
    print(json.dumps({"jsonrpc": "2.0", "id": m["id"], "result": r}), flush=True)
`

describe.skipIf(!canSandbox)('a stdio server in its sandbox', () => {
  let gateway: TestGateway
  let folder: string
  let port: number
  const opened = new AsyncDisposableStack()
  beforeAll(async () => {
    bringBubblewrap()
    gateway = opened.use(await openTestGateway({ env: { STDIO_SANDBOX: 'required' } }))
    folder = mkdtempSync('/opt/patchbay-probe-')
    opened.defer(() => rmSync(folder, { recursive: true }))
    writeFileSync(join(folder, 'probe.py'), probe)
    const server = createServer().listen(0, '127.0.0.1')
    opened.defer(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    const address = server.address()
    port = typeof address === 'object' && address !== null ? address.port : 0
  })
  afterAll(() => opened.disposeAsync())

  async function start(settings: Record<string, unknown> = {}) {
    const json = { name: 'Probe', url: `python3 ${join(folder, 'probe.py')}`, ...settings }
    const { body } = await gateway.fetchJson('/api/mcp/servers', { headers: admin, json })
    const server = () => gateway.fetchJson(`/api/mcp/servers/${body.id}`, { headers: admin })
    await expect.poll(async () => (await server()).body).toMatchObject({ connectionStatus: 'connected' })
    return async (text: string): Promise<string> => {
      const path = `/api/mcp/servers/${body.id}/tools/call`
      const answer = await gateway.fetchJson(path, { headers: admin, json: { name: 'get_look', arguments: { text } } })
      return answer.body.content[0].text
    }
  }

  it('has no home, no data folder, nobody else and nothing of the gateway around it', async () => {
    const look = await start({ env: { OWN: 'its own' } })
    expect(await look(`list ${homedir()}`)).toMatch(/^not there/)
    expect(await look(`list ${gateway.dataDir}`)).toMatch(/^not there/)
    expect(await look(`list ${tmpdir()}`)).toBe('there: ')
    expect(await look('read /etc/passwd')).toMatch(/^not there/)
    expect(await look('env ADMIN_API_KEY')).toMatch(/^not there/)
    expect(await look('env OWN')).toBe('there: its own')
    expect(Number((await look('processes')).replace('there: ', ''))).toBeLessThan(5)
  })

  it('reaches a network where that is switched on, and none where it is not', async () => {
    expect(await (await start())(`connect ${port}`)).toBe('there: reached')
    expect(await (await start({ network: false }))(`connect ${port}`)).toMatch(/^not there/)
  })

  it('is never shown the data folder or the home, whatever its command line names', async () => {
    for (const named of [gateway.dataDir, '/', homedir()]) {
      const program = { command: '/usr/bin/env', args: [named], env: {}, cwd: '/' }
      const options = { bwrap: '/usr/bin/bwrap', dataDir: gateway.dataDir, network: false, readable: [] }
      expect(() => sandboxed(program, options)).toThrow(expect.objectContaining({ code: 'COMMAND_NOT_ALLOWED' }))
    }
  })
})
