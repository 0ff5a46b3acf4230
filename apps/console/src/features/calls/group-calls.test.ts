import type { Call } from '@patchbay/contract'
import { expect, test } from 'vitest'
import { groupCalls } from './group-calls.ts'

const now = new Date(2026, 10, 21, 12)

function call(callId: string, startedAt: Date, live = false): Call {
  return {
    callId,
    callerPhone: null,
    callerName: null,
    channel: 'phone',
    startedAt: startedAt.toISOString(),
    endedAt: live ? null : startedAt.toISOString(),
    endReason: live ? null : 'logout',
    toolCallCount: 0,
  }
}

test('live calls come first, whenever they began; past ones are under their day', () => {
  const groups = groupCalls(
    [
      call('today', new Date(2026, 10, 21, 9)),
      call('live', new Date(2026, 10, 20, 23), true),
      call('late', new Date(2026, 10, 20, 22)),
      call('early', new Date(2026, 10, 20, 8)),
    ],
    now,
  )
  expect(groups.map(({ heading, calls }) => [heading, calls.map(({ callId }) => callId)])).toEqual([
    ['Live now', ['live']],
    ['Today', ['today']],
    ['Yesterday', ['late', 'early']],
  ])
})

test('without calls there are no headings', () => {
  expect(groupCalls([], now)).toEqual([])
})
