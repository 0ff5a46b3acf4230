import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { missingPackages } from './missing-packages.mjs'

// A repository of two workspaces: app needs lib (ours) and zod; lib needs an older zod of its own; the tests need axe.

const wanted = {
  '': {
    name: 'house',
    workspaces: ['app', 'lib'],
    dependencies: { node: '24.0.0' },
    devDependencies: { axe: '1.0.0' },
  },
  app: { dependencies: { lib: '*', zod: '2.0.0' }, devDependencies: { types: '1.0.0' } },
  lib: { dependencies: { zod: '1.0.0' } },
  'lib/node_modules/zod': { version: '1.0.0' },
  'node_modules/app': { resolved: 'app', link: true },
  'node_modules/lib': { resolved: 'lib', link: true },
  'node_modules/axe': { version: '1.0.0', dev: true },
  'node_modules/node': { version: '24.0.0', hasInstallScript: true, bin: { node: 'bin/node' } },
  'node_modules/types': { version: '1.0.0', dev: true },
  'node_modules/zod': {
    version: '2.0.0',
    integrity: 'sha512-two',
    optionalDependencies: { 'for-this-machine': '1.0.0', 'for-another': '1.0.0', 'nice-to-have': '1.0.0' },
    peerDependencies: { peer: '*', 'peer-if-liked': '*' },
    peerDependenciesMeta: { 'peer-if-liked': { optional: true } },
  },
  'node_modules/for-this-machine': { version: '1.0.0', optional: true, os: [process.platform], cpu: [process.arch] },
  'node_modules/for-another': { version: '1.0.0', optional: true, os: ['plan9'] },
  'node_modules/nice-to-have': { version: '1.0.0', optional: true },
  'node_modules/peer': { version: '1.0.0' },
  'node_modules/peer-if-liked': { version: '1.0.0' },
}
const mayBeAbsent = ['node_modules/for-another', 'node_modules/nice-to-have', 'node_modules/peer-if-liked']

let root: string
let installed: Record<string, object>

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'patchbay-lock-'))
  installed = {}
  await write('package-lock.json', { lockfileVersion: 3, packages: wanted })
  for (const [path, entry] of Object.entries(wanted))
    if (path !== '' && !mayBeAbsent.includes(path)) await put(path, entry)
  await write('node_modules/node/bin/node', {})
  await record()
})

afterEach(() => rm(root, { recursive: true, force: true }))

async function write(file: string, content: object) {
  await mkdir(join(root, dirname(file)), { recursive: true })
  await writeFile(join(root, file), JSON.stringify(content))
}

async function put(path: string, entry: object) {
  installed[path] = entry
  if (!('link' in entry)) return write(`${path}/package.json`, {})
  await mkdir(join(root, 'node_modules'), { recursive: true })
  return symlink(join('..', path.slice('node_modules/'.length)), join(root, path))
}

function record() {
  return write('node_modules/.package-lock.json', { lockfileVersion: 3, packages: installed })
}

test('a complete tree misses nothing, whatever optional it lacks', () => {
  expect(missingPackages(root, 'all')).toEqual([])
  expect(missingPackages(root, ['app'])).toEqual([])
})

test('a package that is gone from the disk is missing', async () => {
  await rm(join(root, 'node_modules/zod'), { recursive: true })
  expect(missingPackages(root, ['app'])).toEqual(['node_modules/zod'])
})

test('a package of another version or content is missing', async () => {
  installed['node_modules/zod'] = { version: '2.0.0', integrity: 'sha512-other' }
  installed['lib/node_modules/zod'] = { version: '1.0.1' }
  await record()
  expect(missingPackages(root, ['app'])).toEqual(['lib/node_modules/zod', 'node_modules/zod'])
})

test('a part that was built for just this machine is missing, and one for another is not', async () => {
  await rm(join(root, 'node_modules/for-this-machine'), { recursive: true })
  expect(missingPackages(root, ['app'])).toEqual(['node_modules/for-this-machine'])
})

test('a package whose install script left no program is missing', async () => {
  await rm(join(root, 'node_modules/node/bin'), { recursive: true })
  expect(missingPackages(root, ['app'])).toEqual(['node_modules/node'])
})

test('what only the tests need is missing for them alone', async () => {
  await rm(join(root, 'node_modules/axe'), { recursive: true })
  await rm(join(root, 'node_modules/types'), { recursive: true })
  expect(missingPackages(root, ['app'])).toEqual([])
  expect(missingPackages(root, 'all')).toEqual(['node_modules/axe', 'node_modules/types'])
})

test('a workspace that was linked from somewhere else is missing', async () => {
  await rm(join(root, 'node_modules/lib'))
  await symlink('../app', join(root, 'node_modules/lib'))
  await write('app/package.json', {})
  expect(missingPackages(root, ['app'])).toEqual(['node_modules/lib'])
})

test('without a record of an install, everything that is required is missing', async () => {
  await rm(join(root, 'node_modules/.package-lock.json'))
  expect(missingPackages(root, ['lib'])).toEqual(['lib/node_modules/zod', 'node_modules/lib', 'node_modules/node'])
  await writeFile(join(root, 'node_modules/.package-lock.json'), '{"lockfile')
  expect(missingPackages(root, ['lib'])).toHaveLength(3)
})
