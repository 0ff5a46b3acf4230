import { expect, test } from 'vitest'
import { gather } from './gather.ts'

test('does together what comes in one turn, and what comes while it is at work', async () => {
  const runs: number[][] = []
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  const double = gather(async (items: number[]) => {
    runs.push(items)
    if (runs.length === 1) await held
    return items.map((item) => item * 2)
  }, 10)
  const first = [double(1), double(2)]
  await expect.poll(() => runs.length).toBe(1)
  const second = [double(3), double(4), double(5)]
  release()
  expect(await Promise.all([...first, ...second])).toEqual([2, 4, 6, 8, 10])
  expect(runs).toEqual([
    [1, 2],
    [3, 4, 5],
  ])
  expect(await double(6)).toBe(12)
})

test('takes no more at once than it may', async () => {
  const sizes: number[] = []
  const same = gather((items: number[]) => {
    sizes.push(items.length)
    return Promise.resolve(items)
  }, 2)
  expect(await Promise.all([same(1), same(2), same(3)])).toEqual([1, 2, 3])
  expect(sizes).toEqual([2, 1])
})

test('one that cannot be done takes no other with it', async () => {
  const check = gather((items: number[]) => {
    if (items.includes(2)) throw new Error('not two')
    return Promise.resolve(items)
  }, 10)
  const ended = await Promise.allSettled([check(1), check(2), check(3)])
  expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(await check(4)).toBe(4)
})
