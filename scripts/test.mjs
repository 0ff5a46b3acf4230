// @ts-check
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureInstalled } from './install.mjs'
import { runTool } from './run-tool.mjs'
import { tallyVitest } from './tally-vitest.mjs'

// npm test: every check and every test, also when an earlier one failed. The last line counts them.

const root = dirname(dirname(fileURLToPath(import.meta.url)))

const checks = [
  { name: 'format', tool: 'oxfmt', args: ['--check'] },
  { name: 'lint', tool: 'oxlint', args: [] },
  { name: 'types', tool: 'tsc', args: ['-p', '.'] },
  { name: 'console types', tool: 'tsc', args: ['-p', 'apps/console'] },
  { name: 'unused code', tool: 'knip', args: [] },
]

/** @type {import('./tally-vitest.mjs').Tally} */
const total = { passed: 0, failed: [], skipped: [] }

ensureInstalled(root, 'test')
// Minutes of work on a machine that never did it, at the lowest priority: the first suite does not need it.
const building = runTool(root, 'node', ['tests/e2e/src/build-temporal.ts'], 'collect')
const reports = mkdtempSync(join(tmpdir(), 'patchbay-test-'))
await runChecks()
await runSuite('node')
const temporal = await building
console.log(temporal.ok ? `Temporal's server was there after ${temporal.seconds.toFixed(1)} s` : temporal.output)
await runSuite('e2e')
rmSync(reports, { recursive: true, force: true })
report()

/** The checks do not need one another: as many at once as the machine has processors. */
async function runChecks() {
  const queue = [...checks]
  const work = async () => {
    for (let check = queue.shift(); check !== undefined; check = queue.shift()) await runCheck(check)
  }
  await Promise.all(Array.from({ length: Math.min(checks.length, availableParallelism()) }, work))
}

/** @param {(typeof checks)[number]} check */
async function runCheck({ name, tool, args }) {
  const { ok, seconds, output } = await runTool(root, tool, args, 'collect')
  console.log(`${ok ? 'passed' : 'FAILED'}  ${name} (${seconds.toFixed(1)} s)`)
  if (ok) total.passed += 1
  else {
    total.failed.push(name)
    console.log(output)
  }
}

/** @param {string} suite a project of vitest.config.ts */
async function runSuite(suite) {
  console.log(`running ${suite} tests`)
  const file = join(reports, `${suite}.json`)
  const args = ['run', '--project', suite, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const { ok, seconds } = await runTool(root, 'vitest', args, 'show')
  const tally = tallyVitest(suite, file, ok)
  total.passed += tally.passed
  total.failed.push(...tally.failed)
  total.skipped.push(...tally.skipped)
  console.log(`${tally.failed.length === 0 ? 'passed' : 'FAILED'}  ${suite} tests (${seconds.toFixed(1)} s)`)
}

function report() {
  // What a developer's machine may lack, a build machine must have.
  if (process.env['CI']) {
    total.failed.push(...total.skipped.map((name) => `${name} (skipped)`))
    total.skipped = []
  }
  if (total.skipped.length > 0) console.log(`\nSkipped:\n${total.skipped.map((name) => `  ${name}`).join('\n')}`)
  if (total.failed.length > 0) console.log(`\nFailed:\n${total.failed.map((name) => `  ${name}`).join('\n')}`)
  const skipped = total.skipped.length > 0 ? `, ${total.skipped.length} skipped` : ''
  process.exitCode = total.failed.length > 0 ? 1 : 0
  console.log(`\n${total.passed} passed, ${total.failed.length} failed${skipped}`)
}
