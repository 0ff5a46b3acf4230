import { expect, test } from 'vitest'
import { MicrophoneLine, type MicrophoneLineOptions } from './microphone-line.ts'
import type { MicrophoneListener } from './microphone.ts'

function openLine(open: MicrophoneLineOptions['open']) {
  const changes: [string, string | null][] = []
  const line = new MicrophoneLine({ open, send: () => {}, onChange: (...change) => changes.push(change) })
  return { line, changes }
}

test('a microphone that cannot be opened says why, and can be tried again', async () => {
  let tries = 0
  const { line, changes } = openLine(async () => {
    tries += 1
    if (tries === 1) throw new Error('There is no microphone.')
    return { close: () => {} }
  })
  await line.switchOn()
  await line.switchOn()
  expect(changes).toEqual([
    ['opening', null],
    ['off', 'There is no microphone.'],
    ['opening', null],
    ['on', null],
  ])
})

test('a microphone that comes when it is not wanted any more is closed at once', async () => {
  const asked = Promise.withResolvers<{ close: () => void }>()
  const { line, changes } = openLine(() => asked.promise)
  const opening = line.switchOn()
  line.close()
  let closed = false
  asked.resolve({ close: () => (closed = true) })
  await opening
  expect(closed).toBe(true)
  expect(changes).toEqual([['opening', null]])
})

test('a microphone that is unplugged is told', async () => {
  let listener: MicrophoneListener | undefined
  const { line, changes } = openLine(async (given) => {
    listener = given
    return { close: () => {} }
  })
  await line.switchOn()
  listener?.onLost()
  expect(changes.at(-1)).toEqual(['off', expect.stringContaining('The microphone is gone')])
})
