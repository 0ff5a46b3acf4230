// @ts-check
import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'

/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {string[]} failed names
 * @property {string[]} skipped names
 *
 * @typedef {object} VitestReport what `--reporter=json` writes, as far as it is read here
 * @property {{name: string, status: string, message: string, assertionResults: {fullName: string, status: string}[]}[]} testResults
 */

/**
 * Counts what a Vitest run reported. A run that crashed, reported nothing, or failed outside of its tests has one
 * failure more than its tests say.
 *
 * @param {string} suite the run's name
 * @param {string} file the JSON report
 * @param {boolean} ok whether Vitest ended with exit code 0
 * @returns {Tally}
 */
export function tallyVitest(suite, file, ok) {
  const report = readReport(file)
  if (report === undefined) return { passed: 0, failed: [`${suite}: Vitest ended without a report`], skipped: [] }

  /** @type {Tally} */
  const tally = { passed: 0, failed: [], skipped: [] }
  for (const { name, status, assertionResults } of report.testResults) {
    const path = relative(process.cwd(), name)
    for (const test of assertionResults) {
      if (test.status === 'passed') tally.passed += 1
      else if (test.status === 'failed') tally.failed.push(`${path}: ${test.fullName}`)
      else tally.skipped.push(`${path}: ${test.fullName}`)
    }
    const someTestFailed = assertionResults.some((test) => test.status === 'failed')
    if (status === 'failed' && !someTestFailed) tally.failed.push(`${path}: the file could not be run`)
  }
  if (tally.passed + tally.failed.length + tally.skipped.length === 0) tally.failed.push(`${suite}: no test ran`)
  if (!ok && tally.failed.length === 0) tally.failed.push(`${suite}: Vitest failed outside of the tests`)
  return tally
}

/** @param {string} file @returns {VitestReport | undefined} */
function readReport(file) {
  if (!existsSync(file)) return undefined
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
