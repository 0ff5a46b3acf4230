import type { Call, ToolCallRecord } from '@patchbay/contract'
import { expect, test } from 'vitest'
import { mergeToolCalls } from './merge-tool-calls.ts'
import { withCall, withToolCall } from './pages.ts'
import { toolCallAt } from './testing/tool-call-at.ts'

function call(callId: string, toolCallCount = 0): Call {
  return {
    callId,
    callerPhone: '+5511999999999',
    callerName: null,
    channel: 'phone',
    startedAt: '2026-11-21T12:00:00.000Z',
    endedAt: null,
    endReason: null,
    toolCallCount,
  }
}

const ids = (toolCalls: ToolCallRecord[]) => toolCalls.map(({ id }) => id)

test('a tool call that is not stored yet keeps its place among the fetched ones', () => {
  const merged = mergeToolCalls([toolCallAt('c', 3), toolCallAt('a', 1)], [toolCallAt('b', 2)])
  expect(ids(merged)).toEqual(['c', 'b', 'a'])
})

test('an end is never undone by a record that still says running', () => {
  const ended = toolCallAt('a', 1)
  const running = toolCallAt('a', 1, 'running')
  expect(mergeToolCalls([running], [ended])).toEqual([ended])
  expect(mergeToolCalls([ended], [running])).toEqual([ended])
})

test('a new tool call comes first; one on a later page is brought up to date there', () => {
  const pages = [
    { toolCalls: [toolCallAt('c', 3)], nextBefore: 'c' },
    { toolCalls: [toolCallAt('a', 1, 'running')], nextBefore: null },
  ]
  expect(withToolCall(pages, toolCallAt('d', 4)).map((page) => ids(page.toolCalls))).toEqual([['d', 'c'], ['a']])
  const [first, second] = withToolCall(pages, toolCallAt('a', 1))
  expect(first).toBe(pages[0])
  expect(second?.toolCalls[0]?.status).toBe('succeeded')
})

test('a new call comes first; a known one is replaced where it stands', () => {
  const pages = [
    { calls: [call('cv_2')], nextBefore: 'cv_2' },
    { calls: [call('cv_1')], nextBefore: null },
  ]
  expect(withCall(pages, call('cv_3'))[0]?.calls.map(({ callId }) => callId)).toEqual(['cv_3', 'cv_2'])
  expect(withCall(pages, call('cv_1', 4))[1]?.calls).toEqual([call('cv_1', 4)])
})

test('a call that ends keeps the number of tool calls that were seen in it', () => {
  const pages = [{ calls: [call('cv_1', 4)], nextBefore: null }]
  const ended = { ...call('cv_1', 0), endedAt: '2026-11-21T12:05:00.000Z' }
  expect(withCall(pages, ended)[0]?.calls).toEqual([{ ...ended, toolCallCount: 4 }])
})
