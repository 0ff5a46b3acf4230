// @ts-check
import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'

/**
 * Runs one of the installed tools on the repository's own Node.
 *
 * @param {string} root the repository's folder
 * @param {string} tool its name in `node_modules/.bin`
 * @param {string[]} args
 * @param {'collect' | 'show'} mode `collect` keeps what it prints, `show` lets it print
 * @returns {Promise<{ok: boolean, seconds: number, output: string}>} `output` is empty for `show`
 */
export function runTool(root, tool, args, mode) {
  const bin = join(root, 'node_modules', '.bin')
  const started = performance.now()
  /** @type {Buffer[]} */
  const chunks = []
  return new Promise((resolve) => {
    const child = spawn(join(bin, tool), args, {
      cwd: root,
      env: { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` },
      stdio: mode === 'show' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    })
    child.stdout?.on('data', (chunk) => chunks.push(chunk))
    child.stderr?.on('data', (chunk) => chunks.push(chunk))
    const done = (/** @type {boolean} */ ok, /** @type {string} */ note) => {
      const seconds = (performance.now() - started) / 1000
      resolve({ ok, seconds, output: Buffer.concat(chunks).toString('utf8').trimEnd() + note })
    }
    child.on('error', (error) => done(false, `${tool} could not be started: ${error.message}`))
    child.on('close', (code, signal) => done(code === 0, signal === null ? '' : `\n${tool} was ended by ${signal}`))
  })
}
