import { execFile } from 'node:child_process'
import { cp, glob, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { nameOf, roomArrows, testArrows, workspaceArrows } from './arrows.ts'

// Every import that an arrow forbids is written into a copy of the repository's frame, and the real linter, with the
// real configuration, must report just those.

const root = dirname(import.meta.dirname)
const workspaces = Object.keys(workspaceArrows)
const rooms = Object.keys(roomArrows)
const allowedRooms = (room: string) => [room, ...(roomArrows[room] ?? [])]

const report = z.object({
  diagnostics: z.array(z.object({ filename: z.string(), code: z.string().optional() })),
})

let copy: string
/** Each probe's file, and whether its import must be reported. */
const probes = new Map<string, boolean>()
let reported: Set<string>

async function probe(file: string, line: string, forbidden: boolean) {
  probes.set(file, forbidden)
  await mkdir(join(copy, dirname(file)), { recursive: true })
  await writeFile(join(copy, file), `${line}\n`)
}

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'patchbay-arrows-'))
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
  for (const file of ['oxlint.config.ts', 'tsconfig.json', 'scripts/arrows.ts']) {
    await cp(join(root, file), join(copy, file))
  }
  await writeProbes()
  reported = await lint()
}, 60_000)

afterAll(() => rm(copy, { recursive: true, force: true }))

async function writeProbes() {
  for (const workspace of workspaces) {
    for (const other of workspaces.map(nameOf)) {
      if (other === nameOf(workspace)) continue
      const forbidden = !workspaceArrows[workspace]?.includes(other)
      await probe(`${workspace}/src/value-${other}.ts`, `export { a } from '@patchbay/${other}'`, forbidden)
      await probe(`${workspace}/src/type-${other}.ts`, `export type { A } from '@patchbay/${other}'`, forbidden)
      await probe(`${workspace}/src/lazy-${other}.ts`, `export const a = import('@patchbay/${other}')`, forbidden)
      await probe(
        `${workspace}/src/subject-${other}.test.ts`,
        `export { a } from '@patchbay/${other}'`,
        forbidden && !testArrows(workspace).includes(other),
      )
    }
  }
  await probe('services/club/src/by-path.ts', `export { a } from '../../library/src/index.ts'`, true)
  await probe('services/club/src/deep/by-path.ts', `export { a } from '../../../../packages/contract/src/a.ts'`, true)
  await probe('services/club/src/deep/own.ts', `export { a } from '../own.ts'`, false)

  const gateway = 'apps/gateway/src'
  for (const room of rooms) {
    for (const other of rooms) {
      const forbidden = !allowedRooms(room).includes(other)
      await probe(`${gateway}/${room}/to-${other}.ts`, `export { a } from '../${other}/a.ts'`, forbidden)
      await probe(`${gateway}/${room}/deep/to-${other}.ts`, `export type { A } from '../../${other}/a.ts'`, forbidden)
      await probe(`${gateway}/${room}/to-${other}.test.ts`, `export { a } from '../${other}/a.ts'`, false)
    }
    for (const above of ['gateway', 'main', 'start', 'cli']) {
      await probe(`${gateway}/${room}/to-${above}.ts`, `export { a } from '../${above}.ts'`, true)
    }
    await probe(`${gateway}/${room}/config-value.ts`, `export { a } from '../config.ts'`, true)
    await probe(`${gateway}/${room}/config-type.ts`, `export type { Config } from '../config.ts'`, false)
    for (const entry of ['main', 'start', 'cli', 'config', 'start-error']) {
      await probe(`${gateway}/${entry}.ts`, `export { a } from './${room}/a.ts'`, true)
    }
    await probe(`${gateway}/cli/to-${room}.ts`, `export { a } from '../${room}/a.ts'`, true)
  }
  await probe(
    `${gateway}/gateway.ts`,
    rooms.map((room) => `export * as ${room} from './${room}/a.ts'`).join('\n'),
    false,
  )
  await probe(`${gateway}/create-log.ts`, `export { a } from './gateway.ts'`, true)
  await probe(`${gateway}/cli/to-gateway.ts`, `export { a } from '../gateway.ts'`, false)
  await probe(`${gateway}/cli/to-config.ts`, `export { a } from '../config.ts'`, false)
}

/** The files in which the linter found a forbidden import. */
async function lint(): Promise<Set<string>> {
  const folders = ['apps', 'packages', 'services', 'tests']
  const program = join(root, 'node_modules/oxlint/bin/oxlint')
  const output = await new Promise<string>((resolve) => {
    // Its exit code is 1, because it finds what is looked for here; that its output parses says that it ran.
    execFile(
      process.execPath,
      [program, '--format', 'json', ...folders],
      { cwd: copy, maxBuffer: 64 << 20 },
      (_, out) => resolve(out),
    )
  })
  const { diagnostics } = report.parse(JSON.parse(output))
  return new Set(
    diagnostics.filter(({ code }) => code === 'eslint(no-restricted-imports)').map(({ filename }) => filename),
  )
}

test('the linter reports every import that an arrow forbids', () => {
  const unreported = [...probes].filter(([file, forbidden]) => forbidden && !reported.has(file))
  expect(unreported).toEqual([])
})

test('the linter lets every allowed import pass', () => {
  const wrongly = [...probes].filter(([file, forbidden]) => !forbidden && reported.has(file))
  expect(wrongly).toEqual([])
  expect(reported.size).toBeGreaterThan(300)
})

test('the arrows are those of the design', () => {
  expect(workspaceArrows).toMatchObject({ 'packages/contract': [], 'packages/client': ['contract'] })
  expect(Object.entries(workspaceArrows).filter(([, others]) => others.includes('gateway'))).toEqual([])
  expect(Object.entries(roomArrows).filter(([, others]) => others.includes('doors') || others.includes('api'))).toEqual(
    [],
  )
})

test('every workspace of the repository has its arrows', async () => {
  const { workspaces: patterns } = z
    .object({ workspaces: z.array(z.string()) })
    .parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')))
  const found: string[] = []
  for await (const file of glob(
    patterns.map((pattern) => `${pattern}/package.json`),
    { cwd: root },
  )) {
    found.push(dirname(file))
  }
  expect(found.length).toBeGreaterThan(0)
  expect(found.filter((workspace) => !workspaces.includes(workspace))).toEqual([])
})
