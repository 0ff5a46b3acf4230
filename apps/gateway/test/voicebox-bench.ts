import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { ADMIN_API_KEY, openTestGateway } from './open-test-gateway.ts'

// npm run bench:voicebox: twenty generate_speech at once through the whole gateway, and what that does to everybody else: how
// late the event loop is meanwhile, beside how late it is when nobody asks. The client has a thread of its own.

const AT_ONCE = 20
const QUIET_MS = 3_000
const text =
  'Good evening, and welcome to the club. Your court is booked for ten o’clock tomorrow, on the east side. ' +
  'If it rains, the covered court is free from eleven, and nothing has to be paid for the change. '

/** The client: asks so many times at once, and answers what came, in the order in which it came. */
const client = `
const { parentPort } = require('node:worker_threads')
parentPort.on('message', async ({ url, key, count, text }) => {
  const order = []
  await Promise.all(Array.from({ length: count }, async (_, id) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: {
      name: 'generate_speech', arguments: { text: id + '. ' + text, voice_id: 'espeak_en-us' } } })
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream', 'x-api-key': key }
    const answer = await (await fetch(url, { method: 'POST', headers, body })).json()
    if (answer.result?.content?.[0]?.type !== 'audio') throw new Error(JSON.stringify(answer).slice(0, 500))
    order.push(id)
  }))
  parentPort.postMessage(order)
})`

await using gateway = await openTestGateway({ env: { DEMO: '0', VOICEBOX_QUOTA_CHARACTERS: '1000000' } })
const asking = new Worker(client, { eval: true })

function ask(count: number): Promise<number[]> {
  return new Promise((resolve, reject) => {
    asking.once('message', resolve)
    asking.once('error', reject)
    const url = `${gateway.url}/api/v2/mcp/messages`
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
    asking.postMessage({ url, key: ADMIN_API_KEY, count, text })
  })
}

/** What happens to the event loop and to memory while something runs. Delays in ms, memory in MiB. */
async function measure<Answer>(run: () => Promise<Answer>) {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  let memory = 0
  const watch = setInterval(() => (memory = Math.max(memory, process.memoryUsage.rss())), 20)
  const begun = performance.now()
  delay.enable()
  const answer = await run()
  delay.disable()
  clearInterval(watch)
  const ms = performance.now() - begun
  return { answer, ms, p50: delay.percentile(50) / 1e6, p99: delay.percentile(99) / 1e6, memory: memory / 1024 / 1024 }
}

// What is loaded and compiled on first use is not what is measured.
await ask(3)
const quiet = await measure(() => wait(QUIET_MS))
const one = await measure(() => ask(1))
const many = await measure(() => ask(AT_ONCE))
console.table({
  quiet: { 'p50 ms': quiet.p50.toFixed(2), 'p99 ms': quiet.p99.toFixed(2), MiB: Math.round(quiet.memory) },
  'one call': { 'p50 ms': one.p50.toFixed(2), 'p99 ms': one.p99.toFixed(2), MiB: Math.round(one.memory) },
  [`${AT_ONCE} at once`]: {
    'p50 ms': many.p50.toFixed(2),
    'p99 ms': many.p99.toFixed(2),
    MiB: Math.round(many.memory),
  },
})
const inOrder = many.answer.every((id, place) => id === place)
const memoryRatio = many.memory / one.memory
const mark = (isMet: boolean, words: string) => console.log(`${isMet ? 'met    ' : 'NOT MET'}  ${words}`)
console.log(`event loop p99 ${many.p99.toFixed(1)} ms with ${AT_ONCE} at once, ${quiet.p99.toFixed(1)} ms quiet`)
console.log(`${AT_ONCE} at once took ${(many.ms / 1000).toFixed(1)} s, ${(many.ms / one.ms).toFixed(1)} times one call`)
mark(inOrder, `one caller's answers came in the order of the questions: ${many.answer.join(' ')}`)
mark(memoryRatio <= 1.5, `memory with ${AT_ONCE} at once, of one: ${memoryRatio.toFixed(2)} (goal: at most 1.5)`)
await asking.terminate()
