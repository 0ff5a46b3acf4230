import { checkProperty } from '@patchbay/test-support/property'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { checkOrder } from '../test/check-order.ts'
import { openBench, say, use, type SessionBench } from '../test/session-bench.ts'
import type { BrainEvent } from './brain.ts'

const reading = { name: 'get_it', inputSchema: { type: 'object' }, annotations: { readOnlyHint: true } }
const writing = { name: 'do_it', inputSchema: { type: 'object' }, annotations: { readOnlyHint: false } }

const brainEvent = fc.oneof(
  fc.constantFrom('Yes. ', 'One two three. Four', '', '…').map(say),
  fc.constantFrom('get_it', 'do_it', 'weather', 'nothing').map((name) => use(name)),
)
const turn = fc.record({
  events: fc.array(brainEvent, { maxLength: 4 }),
  ends: fc.constantFrom('well', 'throws', 'hangs'),
})

/** What a client may do; ids are those that the session gave, by number. */
const action = fc.oneof(
  fc
    .constantFrom('create', 'aside', 'cancel', 'say', 'junk', 'append', 'loud', 'commit', 'clear', 'update', 'tick')
    .map((kind) => ({ kind, n: 0, yes: true })),
  fc.record({
    kind: fc.constantFrom('truncate', 'delete', 'output', 'approve', 'behind'),
    n: fc.nat(9),
    yes: fc.boolean(),
  }),
)

const silence = Buffer.alloc(4_800).toString('base64')
const noise = Buffer.from(
  Int16Array.from({ length: 12_000 }, (_, n) => (n % 20 < 10 ? 12_000 : -12_000)).buffer,
).toString('base64')

function act(bench: SessionBench, { kind, n, yes }: { kind: string; n: number; yes: boolean }) {
  const items = bench.events.flatMap((event) => (event.type === 'conversation.item.added' ? [event.item] : []))
  const item = items[n % Math.max(1, items.length)]
  const message = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] }
  const calls = items.flatMap((each) => (each.type === 'function_call' ? [each.call_id] : []))
  const asked = items.flatMap((each) => (each.type === 'mcp_approval_request' ? [each.id] : []))
  const events: Record<string, Record<string, unknown>> = {
    create: { type: 'response.create' },
    aside: { type: 'response.create', response: { conversation: 'none' } },
    cancel: { type: 'response.cancel' },
    say: { type: 'conversation.item.create', item: message },
    junk: { type: 'conversation.item.create', item: { type: 'message', role: 'nobody' } },
    append: { type: 'input_audio_buffer.append', audio: silence },
    loud: { type: 'input_audio_buffer.append', audio: noise },
    commit: { type: 'input_audio_buffer.commit' },
    clear: { type: 'input_audio_buffer.clear' },
    update: { type: 'session.update', session: { output_modalities: [yes ? 'text' : 'audio'] } },
    truncate: { type: 'conversation.item.truncate', item_id: item?.id, content_index: 0, audio_end_ms: n * 100 },
    delete: { type: 'conversation.item.delete', item_id: item?.id },
    behind: { type: 'conversation.item.create', previous_item_id: item?.id, item: message },
    output: {
      type: 'conversation.item.create',
      item: { type: 'function_call_output', call_id: calls[n % Math.max(1, calls.length)] ?? 'none', output: 'x' },
    },
    approve: {
      type: 'conversation.item.create',
      item: {
        type: 'mcp_approval_response',
        approval_request_id: asked[n % Math.max(1, asked.length)] ?? 'none',
        approve: yes,
      },
    },
  }
  const event = events[kind]
  if (event) bench.send(event)
}

it('whatever a client, a brain and a server do, the order holds and every response ends', async () => {
  const property = fc.asyncProperty(
    fc.array(turn, { minLength: 1, maxLength: 5 }),
    fc.array(action, { maxLength: 25 }),
    fc.record({ approval: fc.constantFrom('always', 'never'), text: fc.boolean(), serverFails: fc.boolean() }),
    async (turns, actions, { approval, text, serverFails }) => {
      const script = turns.map(
        ({ events, ends }) =>
          async function* (): AsyncIterable<BrainEvent> {
            yield* events
            if (ends === 'throws') throw new Error('the brain broke')
            if (ends === 'hangs') await new Promise(() => {})
          },
      )
      const hostedServer = {
        type: 'mcp',
        server_label: 'x',
        server_url: 'http://127.0.0.1:1/',
        require_approval: approval,
      }
      const bench = openBench({
        script,
        session: {
          output_modalities: [text ? 'text' : 'audio'],
          tools: [hostedServer, { type: 'function', name: 'weather' }],
        } as never, // A session as a client writes it; the protocol's schema would fill in what it lacks.
        tools: [reading, writing],
        callTool: async (name) => {
          if (serverFails) throw new Error('the server broke')
          if (name === 'do_it') await new Promise((resolve) => setImmediate(resolve))
          return { content: [{ type: 'text', text: 'done' }] }
        },
      })
      for (const each of actions) {
        act(bench, each)
        if (each.kind === 'tick' || each.n % 2 === 1) await new Promise((resolve) => setImmediate(resolve))
      }
      // What hangs is ended by the client; what does not ends by itself.
      bench.send({ type: 'response.cancel' })
      await bench.session[Symbol.asyncDispose]()
      expect(checkOrder(bench.events)).toEqual([])
    },
  )
  await checkProperty('random conversations', property)
}, 120_000)
