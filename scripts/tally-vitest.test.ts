import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { tallyVitest } from './tally-vitest.mjs'

let folder: string
let file: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-tally-'))
  file = join(folder, 'report.json')
})

afterEach(() => rm(folder, { recursive: true, force: true }))

function reportOf(...files: { status?: string; tests?: [name: string, status: string][] }[]) {
  const testResults = files.map(({ status = 'passed', tests = [] }, index) => ({
    name: join(process.cwd(), `file-${index}.test.ts`),
    status,
    message: '',
    assertionResults: tests.map(([fullName, testStatus]) => ({ fullName, status: testStatus })),
  }))
  return writeFile(file, JSON.stringify({ testResults }))
}

test('counts what passed and names what failed or was skipped', async () => {
  await reportOf(
    {
      tests: [
        ['adds', 'passed'],
        ['divides', 'skipped'],
      ],
    }, //
    {
      status: 'failed',
      tests: [
        ['subtracts', 'failed'],
        ['multiplies', 'passed'],
        ['later', 'todo'],
      ],
    },
  )
  expect(tallyVitest('node', file, false)).toEqual({
    passed: 2,
    failed: ['file-1.test.ts: subtracts'],
    skipped: ['file-0.test.ts: divides', 'file-1.test.ts: later'],
  })
})

test('a file that could not be run is a failure', async () => {
  await reportOf({ tests: [['adds', 'passed']] }, { status: 'failed' })
  expect(tallyVitest('node', file, false).failed).toEqual(['file-1.test.ts: the file could not be run'])
})

test('a run that crashed is a failure', async () => {
  expect(tallyVitest('e2e', file, false).failed).toEqual(['e2e: Vitest ended without a report'])
  await writeFile(file, '{"testRes')
  expect(tallyVitest('e2e', file, true).failed).toEqual(['e2e: Vitest ended without a report'])
})

test('a run without tests is a failure', async () => {
  await reportOf()
  expect(tallyVitest('e2e', file, true).failed).toEqual(['e2e: no test ran'])
})

test('a run whose tests passed and that failed all the same is a failure', async () => {
  await reportOf({ tests: [['adds', 'passed']] })
  expect(tallyVitest('node', file, false)).toEqual({
    passed: 1,
    failed: ['node: Vitest failed outside of the tests'],
    skipped: [],
  })
})
