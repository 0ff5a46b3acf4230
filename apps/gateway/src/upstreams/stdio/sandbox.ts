import { existsSync, realpathSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, isAbsolute, join, relative } from 'node:path'
import { PatchbayError } from '@patchbay/contract'
import type { ProgramOptions } from './process-transport.ts'

/** What a program of the system needs to run, read only. */
const SYSTEM = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/etc/alternatives', '/etc/ld.so.cache']

/** What a program needs besides to reach a network. */
const NETWORK = ['/etc/resolv.conf', '/etc/hosts', '/etc/nsswitch.conf', '/etc/ssl', '/etc/ca-certificates', '/etc/pki']

const HOME = '/home/server'

export interface SandboxOptions {
  /** Of bubblewrap. */
  bwrap: string
  dataDir: string
  /** Whether a network is reached from inside. */
  network: boolean
  /** Folders that the program itself is in: they may be read. */
  readable: string[]
}

/** @returns Where bubblewrap is, where it is installed and works. */
export function findBubblewrap(): string | undefined {
  if (process.platform !== 'linux') return undefined
  const folders = (process.env.PATH ?? '').split(delimiter)
  return [...folders, '/usr/bin'].map((folder) => join(folder, 'bwrap')).find((path) => existsSync(path))
}

/**
 * Puts a program in a sandbox: of the file system it has the system's programs, itself, and the folders that its command
 * line names; it has no home, no data folder, no other processes, and a network where that is switched on.
 *
 * @throws {PatchbayError} `COMMAND_NOT_ALLOWED` where the command line names a folder that nobody may reach.
 */
export function sandboxed(
  program: ProgramOptions,
  { bwrap, dataDir, network, readable }: SandboxOptions,
): ProgramOptions {
  const args = ['--unshare-all', '--die-with-parent', '--new-session', '--clearenv', '--proc', '/proc', '--dev', '/dev']
  if (network) args.push('--share-net')
  for (const path of [...SYSTEM, ...(network ? NETWORK : [])]) args.push('--ro-bind-try', path, path)
  args.push('--tmpfs', '/tmp', '--dir', HOME)
  for (const path of readable) args.push('--ro-bind', path, path)
  for (const path of namedPaths(program.args)) {
    refuseSecret(path, dataDir)
    args.push(statSync(path).isDirectory() ? '--bind' : '--ro-bind', path, path)
  }
  for (const [name, value] of Object.entries({ ...program.env, HOME })) args.push('--setenv', name, value)
  args.push('--chdir', '/tmp', '--', program.command, ...program.args)
  // Secrets of the environment are in the arguments of bubblewrap, which the sandbox's own process list cannot see.
  return { command: bwrap, args, env: {}, cwd: '/' }
}

/** Absolute paths of a command line that are there. */
function namedPaths(args: string[]): string[] {
  return args.filter((arg) => isAbsolute(arg) && existsSync(arg))
}

function refuseSecret(path: string, dataDir: string): void {
  const real = realpathSync(path)
  for (const [secret, what] of [
    [dataDir, "the gateway's data folder"],
    [homedir(), 'the home folder of who runs the gateway'],
  ] as const) {
    const kept = existsSync(secret) ? realpathSync(secret) : secret
    // The home may have folders that are meant for servers; the data folder has none.
    const hit = isWithin(kept, real) || (secret === dataDir && isWithin(real, kept))
    if (hit) throw new PatchbayError('COMMAND_NOT_ALLOWED', `The command line names ${path}, which would show ${what}.`)
  }
}

/** Whether `path` is `folder` or in it. */
function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way === '' || (!way.startsWith('..') && !isAbsolute(way))
}

/** The folder of a file, with links followed. */
export function folderOf(path: string): string {
  return dirname(realpathSync(path))
}
