// @ts-check
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { join, posix } from 'node:path'

/**
 * One entry of `packages` in a lock file of version 3. The key is the place where it is installed, relative to the root.
 *
 * @typedef {object} LockEntry
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {string} [resolved] for a link, the workspace's folder
 * @property {boolean} [link]
 * @property {boolean} [dev] needed for development only
 * @property {boolean} [hasInstallScript]
 * @property {string[]} [os]
 * @property {string[]} [cpu]
 * @property {string[]} [libc]
 * @property {string | Record<string, string>} [bin]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [devDependencies]
 * @property {Record<string, string>} [optionalDependencies]
 * @property {Record<string, string>} [peerDependencies]
 * @property {Record<string, {optional?: boolean}>} [peerDependenciesMeta]
 *
 * @typedef {Record<string, LockEntry>} LockPackages
 */

/**
 * Lists what a part of the repository needs and does not have, without running npm: the closure of the wanted
 * workspaces in `package-lock.json`, compared with npm's own record of what it installed and with the disk.
 *
 * @param {string} root the repository's folder
 * @param {'all' | string[]} workspaces `all` with every development dependency, or the folders of some workspaces
 *   without them; the root's own dependencies always count
 * @returns {string[]} places relative to the root, such as `node_modules/zod`; empty when nothing is missing
 * @throws when `package-lock.json` is missing or unreadable
 */
export function missingPackages(root, workspaces) {
  const wanted = readPackages(join(root, 'package-lock.json'))
  const installed = installedPackages(root)
  const withDev = workspaces === 'all'
  const links = Object.keys(wanted).filter((path) => {
    const { link, resolved } = entryAt(wanted, path)
    return link && resolved !== undefined && (workspaces === 'all' || workspaces.includes(resolved))
  })

  /** @type {string[]} */
  const missing = []
  const seen = new Set([''])
  const queue = ['']

  /** @param {string} path @param {boolean} optional */
  const visit = (path, optional) => {
    if (seen.has(path)) return
    const present = isInstalled(root, path, entryAt(wanted, path), installed[path])
    if (!present && optional && !isBuiltForThisMachine(entryAt(wanted, path))) return
    seen.add(path)
    if (!present) missing.push(path)
    queue.push(path)
  }

  for (const path of links) visit(path, false)
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const entry = entryAt(wanted, path)
    if (entry.link && entry.resolved !== undefined) {
      seen.add(entry.resolved)
      queue.push(entry.resolved)
      continue
    }
    const isOurs = !path.split('/').includes('node_modules')
    for (const { name, optional } of edgesOf(entry, withDev && isOurs)) {
      const found = resolve(wanted, path, name)
      if (found !== undefined) visit(found, optional)
    }
  }
  return missing.toSorted()
}

/**
 * What npm says that it installed; empty when it never did.
 *
 * @param {string} root
 * @returns {LockPackages}
 */
export function installedPackages(root) {
  const hidden = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(hidden)) return {}
  try {
    return readPackages(hidden)
  } catch {
    // Cut off by an interrupted install: the same as none.
    return {}
  }
}

/** @param {string} file @returns {LockPackages} */
function readPackages(file) {
  const { packages, lockfileVersion } = JSON.parse(readFileSync(file, 'utf8'))
  if (lockfileVersion !== 3 || typeof packages !== 'object') throw new Error(`${file} is not a lock file of version 3`)
  return packages
}

/** @param {LockPackages} packages @param {string} path */
function entryAt(packages, path) {
  return packages[path] ?? {}
}

/** @param {LockEntry} entry @param {boolean} withDev */
function edgesOf(entry, withDev) {
  const edges = Object.keys(entry.dependencies ?? {}).map((name) => ({ name, optional: false }))
  if (withDev) edges.push(...Object.keys(entry.devDependencies ?? {}).map((name) => ({ name, optional: false })))
  edges.push(...Object.keys(entry.optionalDependencies ?? {}).map((name) => ({ name, optional: true })))
  const peers = Object.keys(entry.peerDependencies ?? {}).filter(
    (name) => !entry.peerDependenciesMeta?.[name]?.optional,
  )
  edges.push(...peers.map((name) => ({ name, optional: false })))
  return edges
}

/**
 * Node's resolution on lock paths: the nearest `node_modules` upwards from the package that asks.
 *
 * @param {LockPackages} packages @param {string} from @param {string} name
 * @returns {string | undefined}
 */
function resolve(packages, from, name) {
  for (let folder = from; ; folder = posix.dirname(folder)) {
    if (folder === '.') folder = ''
    if (posix.basename(folder) !== 'node_modules') {
      const path = posix.join(folder, 'node_modules', name)
      if (packages[path] !== undefined) return path
    }
    if (folder === '') return undefined
  }
}

/** @param {string} root @param {string} path @param {LockEntry} wanted @param {LockEntry | undefined} installed */
function isInstalled(root, path, wanted, installed) {
  if (installed === undefined || !existsSync(join(root, path, 'package.json'))) return false
  if (wanted.link) return realpathSync(join(root, path)) === realpathSync(join(root, wanted.resolved ?? ''))
  if (wanted.version !== installed.version) return false
  if (wanted.integrity !== undefined && installed.integrity !== undefined && wanted.integrity !== installed.integrity) {
    return false
  }
  // A package that brings its program by an install script has none when the script did not run.
  const programs = typeof wanted.bin === 'string' ? [wanted.bin] : Object.values(wanted.bin ?? {})
  return !wanted.hasInstallScript || programs.every((program) => existsSync(join(root, path, program)))
}

/**
 * Whether an optional package is a prebuilt part for just this machine, without which its parent does not work.
 * Other optional packages may be absent.
 *
 * @param {LockEntry} entry
 */
function isBuiltForThisMachine({ os, cpu, libc }) {
  if (os === undefined && cpu === undefined) return false
  return (
    matches(os, process.platform) && matches(cpu, process.arch) && (libc === undefined || matches(libc, libcName()))
  )
}

/** @param {string[] | undefined} allowed such as `['linux']` or `['!win32']` @param {string} value */
function matches(allowed, value) {
  if (allowed === undefined || allowed.length === 0) return true
  if (allowed.includes(`!${value}`)) return false
  return allowed.includes(value) || allowed.every((one) => one.startsWith('!'))
}

/** @type {string | undefined} */
let knownLibc

/** Which C library this Node was built for: what npm goes by too. */
function libcName() {
  if (knownLibc !== undefined) return knownLibc
  if (process.platform !== 'linux') return (knownLibc = 'none')
  // Not in the types: without it the report looks up the name of every open connection.
  Object.assign(process.report, { excludeNetwork: true })
  const { header } = /** @type {{header: {glibcVersionRuntime?: string}}} */ (process.report.getReport())
  return (knownLibc = header.glibcVersionRuntime ? 'glibc' : 'musl')
}
