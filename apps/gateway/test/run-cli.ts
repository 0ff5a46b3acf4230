import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'

const cli = join(import.meta.dirname, '../src/cli.ts')

/** Runs a program at a terminal of its own. */
const pty = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))'

/** @param env - All that the command has, besides `PATH`. @param terminal - Whether it is at one; all it says is on `stdout` then. */
export function startCli(
  words: string[],
  env: Record<string, string>,
  terminal = false,
): ChildProcessByStdio<null, Readable, Readable> {
  const { PATH = '' } = process.env
  const line = [process.execPath, cli, ...words]
  const [program = '', ...args] = terminal ? ['python3', '-c', pty, ...line] : line
  return spawn(program, args, { env: { PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Runs `patchbay WORDS` to its end. */
export async function runCli(words: string[], env: Record<string, string>, terminal = false) {
  const child = startCli(words, env, terminal)
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: Number(code), stdout, stderr }
}
