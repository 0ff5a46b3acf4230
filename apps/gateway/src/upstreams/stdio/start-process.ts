import { accessSync, constants, existsSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { PatchbayError } from '@patchbay/contract'
import { eq } from 'drizzle-orm'
import { mcpServers } from '../../store/schema/mcp-servers.ts'
import type { Store } from '../../store/store.ts'
import type { ProcessTransport as StartedProcess } from '../open-link.ts'
import type { ServerRow } from '../upstream.ts'
import { readCommandLine, type CommandLine } from './command-line.ts'
import type { FetchedPackage } from './fetch-once.ts'
import { fetchNpmPackage } from './npm-packages.ts'
import { ProcessTransport, type ProgramOptions } from './process-transport.ts'
import { fetchPythonPackage, readPythonTool } from './python-packages.ts'
import { findBubblewrap, folderOf, sandboxed } from './sandbox.ts'

/** Where programs are looked for; of the gateway's own environment nothing else gets in. */
const PATH = ['/usr/local/bin', '/usr/bin', '/bin']

export interface StartProcessOptions {
  store: Store
  dataDir: string
  /** Commands that may come first in a command line. */
  allowed: readonly string[]
  sandbox: 'auto' | 'required' | 'off'
}

/**
 * Starts a stdio server: a package is fetched first and its version fixed, and whatever it is runs in a sandbox, where
 * there is one.
 */
export function createStartProcess(options: StartProcessOptions) {
  const { store, dataDir, allowed, sandbox } = options
  const packagesDir = join(dataDir, 'packages')
  const bwrap = sandbox === 'off' ? undefined : findBubblewrap()

  async function programOf(row: ServerRow, line: CommandLine, env: Record<string, string>) {
    const base: Record<string, string> = { PATH: PATH.join(delimiter), LANG: 'C.UTF-8', ...env }
    if (line.command === 'npx') {
      const { spec, args } = packageOf(line.args)
      const found = await fetchNpmPackage(row.metadata.package ?? spec, packagesDir)
      await remember(row, found)
      const program = { command: process.execPath, args: [found.bin, ...args], env: base, cwd: found.folder }
      return { program, readable: [found.folder, folderOf(process.execPath)] }
    }
    if (line.command === 'uvx') {
      const tool = readPythonTool(line.args)
      const spec = row.metadata.package ?? tool.spec
      const found = await fetchPythonPackage({ ...tool, spec }, packagesDir, join(dirname(find('uvx')), 'uv'))
      await remember(row, found)
      const program = { command: found.bin, args: tool.args, env: base, cwd: found.folder }
      return { program, readable: [found.folder, ...found.readable] }
    }
    const command = line.command === 'node' ? process.execPath : find(line.command)
    const script = line.args.find((arg) => arg.startsWith('/') && existsSync(arg))
    const readable = [folderOf(command), ...(script && !isHome(dirname(script)) ? [dirname(script)] : [])]
    return { program: { command, args: line.args, env: base, cwd: '/' }, readable }
  }

  async function remember(row: ServerRow, { spec }: FetchedPackage): Promise<void> {
    if (row.metadata.package === spec) return
    row.metadata = { ...row.metadata, package: spec }
    await store.db.update(mcpServers).set({ metadata: row.metadata }).where(eq(mcpServers.id, row.id))
  }

  return async (row: ServerRow, env: Record<string, string>): Promise<StartedProcess> => {
    const line = readCommandLine(row.url, allowed)
    if (!bwrap && sandbox === 'required') {
      const words = 'Servers that run here need a sandbox, and bubblewrap is not installed: apt-get install bubblewrap'
      throw new PatchbayError('COMMAND_NOT_ALLOWED', words)
    }
    const { program, readable } = await programOf(row, line, env)
    const started: ProgramOptions = bwrap
      ? sandboxed(program, { bwrap, dataDir, network: row.network, readable })
      : program
    const transport = new ProcessTransport(started)
    return { transport, memory: () => transport.memory(), explain: (what) => transport.explain(what) }
  }
}

/** The package that `npx` is to run, and the package's own arguments. */
function packageOf(args: string[]): { spec: string; args: string[] } {
  const at = args.findIndex((arg) => !arg.startsWith('-'))
  const [spec, ...rest] = at === -1 ? [] : args.slice(at)
  if (spec !== undefined) return { spec, args: rest }
  throw new PatchbayError('COMMAND_NOT_ALLOWED', 'The command line names no package: npx -y PACKAGE')
}

function find(command: string): string {
  // What a person has installed for themselves comes last: a sandbox does not show their home.
  for (const folder of [...PATH, ...(process.env.PATH ?? '').split(delimiter)]) {
    const path = join(folder, command)
    try {
      accessSync(path, constants.X_OK)
      return realpathSync(path)
    } catch {
      // Not in this folder.
    }
  }
  throw new PatchbayError('COMMAND_NOT_ALLOWED', `${command} is not installed on this machine`)
}

function isHome(folder: string): boolean {
  return realpathSync(folder) === realpathSync(homedir())
}
