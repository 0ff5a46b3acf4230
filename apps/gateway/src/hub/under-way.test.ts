import { expect, test } from 'vitest'
import { createUnderWay } from './under-way.ts'

test('waits for everything that goes on, however it ends, and for what begins meanwhile', async () => {
  const { track, untilNone } = createUnderWay()
  await untilNone()
  const [first, second, third] = [1, 2, 3].map(() => Promise.withResolvers<void>())
  track(first!.promise)
  track(second!.promise)
  let isQuiet = false
  const quiet = [untilNone(), untilNone()].map((none) => none.then(() => (isQuiet = true)))
  first!.promise.then(() => track(third!.promise)).catch(() => {})
  first!.resolve()
  second!.promise.catch(() => {})
  second!.reject(new Error('It broke'))
  await first!.promise
  await second!.promise.catch(() => {})
  expect(isQuiet).toBe(false)
  third!.resolve()
  await Promise.all(quiet)
})
