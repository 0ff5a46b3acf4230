// @ts-check
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { installedPackages, missingPackages } from './missing-packages.mjs'

const quiet = ['--no-audit', '--no-fund', '--loglevel=error']
// Said aloud, because `NODE_ENV=production` would leave the tests' packages out.
const everything = '--include=dev'
const gatewayOnly = ['-w', 'apps/gateway', '--include-workspace-root', '--omit=dev']

/**
 * Makes sure that what `npm start` or `npm test` needs is installed, by running npm only where something is missing.
 * Nothing that is right is installed again, and `package-lock.json` never changes. Where npm fails, this says so in
 * one sentence and ends the process with exit code 1.
 *
 * @param {string} root the repository's folder
 * @param {'start' | 'test'} purpose `start`: the gateway and the console; `test`: everything
 */
export function ensureInstalled(root, purpose) {
  const workspaces = purpose === 'test' ? 'all' : ['apps/gateway']
  const missing = missingPackages(root, workspaces)
  if (missing.length === 0) return

  console.log(`Installing what npm ${purpose} needs: ${missing.length} of its packages are missing ...`)
  const args = npmArguments(root, purpose)
  const { status, signal, error } = runNpm(root, args)
  if (error || status !== 0) {
    const reason = error?.message ?? signal ?? `exit code ${status}`
    fail(`npm ${args[0]} failed (${reason}) and Patchbay's packages are not complete: check the network and try again.`)
  }
  const still = missingPackages(root, workspaces)
  if (still.length > 0) {
    fail(`npm left ${still.length} packages uninstalled (${still.slice(0, 3).join(', ')}): run npm ci and try again.`)
  }
}

/**
 * `npm ci` empties `node_modules` first, which is right only where npm has not been before. `npm install` adds what
 * is missing, but limited to a workspace it also takes away what that workspace does not need: over a tree for
 * development the whole is asked for, so that a start never prunes what the tests use.
 *
 * @param {string} root @param {'start' | 'test'} purpose
 */
function npmArguments(root, purpose) {
  const installed = Object.values(installedPackages(root))
  const some = purpose === 'start' && !installed.some((entry) => entry.dev) ? gatewayOnly : [everything]
  return installed.length === 0 ? ['ci', ...some, ...quiet] : ['install', '--no-save', ...some, ...quiet]
}

/** @param {string} root @param {string[]} args */
function runNpm(root, args) {
  // Set by the npm that runs this script: the same npm, started without a shell, whatever PATH says.
  const npmScript = process.env['npm_execpath']
  const options = /** @type {const} */ ({ cwd: root, stdio: 'inherit' })
  if (npmScript?.endsWith('.js') && existsSync(npmScript)) {
    return spawnSync(process.execPath, [npmScript, ...args], options)
  }
  return spawnSync('npm', args, { ...options, shell: process.platform === 'win32' })
}

/**
 * Where the wanted Node is: Node 24 from the `node` package, whatever the machine has.
 *
 * @param {string} root
 */
export function nodeProgram(root) {
  return join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
}

/** @param {string} sentence @returns {never} */
function fail(sentence) {
  console.error(sentence)
  process.exit(1)
}
