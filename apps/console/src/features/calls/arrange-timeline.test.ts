import type { Turn } from '@patchbay/contract'
import { expect, test } from 'vitest'
import { arrangeTimeline } from './arrange-timeline.ts'
import { mergeTurns } from './merge-turns.ts'
import { toolCallAt } from './testing/tool-call-at.ts'

const turn = (id: string, second: number, interrupted = false): Turn => ({
  id,
  callId: 'cv_1',
  speaker: 'person',
  text: id,
  interrupted,
  at: new Date(Date.UTC(2026, 10, 21, 12, 0, second)).toISOString(),
})

test('turns and tool calls stand in the order in which they happened', () => {
  const entries = arrangeTimeline({
    turns: [turn('question', 1), turn('answer', 4)],
    toolCalls: [toolCallAt('lookup', 2), toolCallAt('booking', 3)],
  })
  expect(entries.map((entry) => (entry.kind === 'turn' ? entry.turn.id : entry.toolCall.id))).toEqual([
    'question',
    'lookup',
    'booking',
    'answer',
  ])
})

test('a question comes before the tool call of the same moment', () => {
  const entries = arrangeTimeline({ turns: [turn('question', 1)], toolCalls: [toolCallAt('lookup', 1)] })
  expect(entries.map(({ kind }) => kind)).toEqual(['turn', 'tool-call'])
})

test('a turn that was told of keeps its place among the fetched ones, and is there once', () => {
  const merged = mergeTurns([turn('a', 1), turn('c', 3)], [turn('c', 3), turn('b', 2)])
  expect(merged.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
})

test('that a turn was interrupted is never undone', () => {
  expect(mergeTurns([turn('a', 1)], [turn('a', 1, true)])[0]?.interrupted).toBe(true)
  expect(mergeTurns([turn('a', 1, true)], [turn('a', 1)])[0]?.interrupted).toBe(true)
})
