import { expect, test } from 'vitest'
import { hostedClub } from './src/hosted-club.ts'
import { openRealtime } from './src/realtime-client.ts'
import { residentMemory } from './src/resident-memory.ts'
import { shareGateway } from './src/share-gateway.ts'

const conversations = 100

const gateway = shareGateway()

test(`${conversations} conversations at once all end well`, { timeout: 120_000 }, async () => {
  const before = await residentMemory(gateway().pid)
  const session = { type: 'realtime' as const, output_modalities: ['text' as const], tools: [hostedClub(gateway())] }
  await using clients = new AsyncDisposableStack()
  const open = await Promise.all(
    Array.from({ length: conversations }, async () => clients.use(await openRealtime(gateway(), { session }))),
  )

  const greetings = await Promise.all(open.map((client) => client.say('Hello!')))
  const answers = await Promise.all(open.map((client) => client.say('What tennis is there tomorrow?')))
  const during = await residentMemory(gateway().pid)
  const each = (during - before) / conversations / 1024
  console.info(
    `The gateway's resident set: ${megabytes(before)} MB before, ${megabytes(during)} MB with ${conversations} ` +
      `conversations, ${each.toFixed(0)} KiB each`,
  )

  for (const { text } of greetings) expect(text).toMatch(/help/)
  for (const { text, items } of answers) {
    expect(text).toMatch(/tennis/)
    expect(items).toMatchObject([{ type: 'mcp_call', name: 'get_availability', error: null }, { type: 'message' }])
  }
  expect(open.flatMap(({ events }) => events.filter(({ type }) => type === 'error'))).toEqual([])
})

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(0)
}
