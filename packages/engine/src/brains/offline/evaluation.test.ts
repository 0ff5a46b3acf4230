import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createOfflineBrain } from './create-offline-brain.ts'
import { englishRows } from './testing/english-rows.ts'
import { evaluateRow, type Outcome } from './testing/evaluate-row.ts'
import type { EvaluationRow } from './testing/evaluation-row.ts'
import { libraryRows } from './testing/library-rows.ts'
import { openToolsets, type OpenToolsets } from './testing/open-toolsets.ts'
import { portugueseRows } from './testing/portuguese-rows.ts'

/** Set to look at the sentences that the rules were not tuned on. */
const showHeldOut = process.env['SHOW_HELD_OUT'] === '1'
const rows = [...englishRows, ...portugueseRows, ...libraryRows]
const isHeldOut = (row: EvaluationRow) => rows.indexOf(row) % 4 === 3

describe('what the offline brain understands, on five real toolsets', () => {
  let open: OpenToolsets
  const outcomes = new Map<EvaluationRow, Outcome>()

  beforeAll(async () => {
    open = await openToolsets()
    for (const row of rows) outcomes.set(row, await evaluateRow(createOfflineBrain(), row, open))
    console.info(table(outcomes))
  })
  afterAll(() => open[Symbol.asyncDispose]())

  test.each([
    { name: 'the sentences that the rules were tuned on', heldOut: false },
    { name: 'the sentences that were held out', heldOut: true },
  ])('at least four of five are right: $name', ({ heldOut }) => {
    expect(share([...outcomes].filter(([row]) => isHeldOut(row) === heldOut))).toBeGreaterThanOrEqual(0.8)
  })

  test.each(['en', 'pt'] as const)('at least four of five are right in %s', (language) => {
    expect(share([...outcomes].filter(([row]) => row.language === language))).toBeGreaterThanOrEqual(0.8)
  })
})

function share(of: readonly [EvaluationRow, Outcome][]): number {
  return of.filter(([, { right }]) => right).length / of.length
}

function table(outcomes: ReadonlyMap<EvaluationRow, Outcome>): string {
  const shown = [...outcomes].filter(([row]) => showHeldOut || !isHeldOut(row))
  const lines = shown.map(([row, { right, got }]) => {
    const detail = right ? '' : `\n        ${got.slice(0, 400)}`
    return `${right ? 'right' : 'WRONG'}  ${row.on.padEnd(10)} ${row.language}  ${row.said}${detail}`
  })
  const score = (heldOut: boolean) => {
    const of = [...outcomes].filter(([row]) => isHeldOut(row) === heldOut)
    return `${of.filter(([, { right }]) => right).length}/${of.length} = ${share(of).toFixed(2)}`
  }
  return [...lines, `tuned on: ${score(false)}`, `held out: ${score(true)}`].join('\n')
}
