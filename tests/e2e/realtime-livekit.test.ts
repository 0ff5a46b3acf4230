import { initializeLogger, llm, voice } from '@livekit/agents'
import { realtime } from '@livekit/agents-plugin-openai'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { LivekitEar } from './src/livekit-ear.ts'
import { shareGateway } from './src/share-gateway.ts'
import { mcpApiKey } from './src/start-gateway.ts'

const gateway = shareGateway()
initializeLogger({ pretty: false, level: 'silent' })

/** A session of a LiveKit agent that talks by the gateway's engine, and the gates that it has opened. */
async function openSession() {
  const opened: string[] = []
  const openGate = llm.tool({
    name: 'open_gate',
    description: 'Open a gate of the parking lot',
    parameters: z.object({ gate: z.enum(['north', 'south']).describe('Which gate') }),
    async execute({ gate }) {
      opened.push(gate)
      return `The ${gate} gate is open for two minutes.`
    },
  })
  const model = new realtime.RealtimeModel({ apiKey: mcpApiKey, baseURL: `${gateway().url}/v1`, model: 'patchbay' })
  const session = new voice.AgentSession({ llm: model, turnHandling: { turnDetection: 'realtime_llm' } })
  const ear = new LivekitEar()
  session.output.audio = ear
  const errors: unknown[] = []
  session.on(voice.AgentSessionEventTypes.Error, ({ error }) => errors.push(error))
  const agent = new voice.Agent({ instructions: 'You keep the gates of a car park.', tools: [openGate] })
  await session.start({ agent, record: false })
  return {
    session,
    ear,
    opened,
    errors,
    /** Resolves when the agent's last words are the expected ones, and nothing is on its way any more. */
    async say(text: string, answer: RegExp) {
      await session.run({ userInput: text }).wait()
      await expect.poll(() => lastWords(session), { timeout: 20_000 }).toMatch(answer)
      await session.waitForIdle()
    },
    [Symbol.asyncDispose]: () => session.close(),
  }
}

function lastWords({ history }: voice.AgentSession): string {
  const last = history.items.at(-1)
  return last?.type === 'message' && last.role === 'assistant' ? (last.textContent ?? '') : ''
}

test('an agent session of LiveKit talks, is heard, and runs a tool of its own', async () => {
  await using livekit = await openSession()

  await livekit.say('Please open the north gate', /gate north.*\?$/)
  expect(livekit.opened).toEqual([])
  const heard = livekit.ear.loudSamples
  // A sentence of this length is spoken for well over a second.
  expect(heard).toBeGreaterThan(6_000)

  await livekit.say('yes', /two minutes/)
  expect(livekit.opened).toEqual(['north'])
  expect(livekit.ear.loudSamples).toBeGreaterThan(heard + 6_000)

  const said = livekit.session.history.items.filter(
    ({ type }) => type !== 'agent_handoff' && type !== 'agent_config_update',
  )
  expect(said).toMatchObject([
    { type: 'message', role: 'user', content: ['Please open the north gate'] },
    { type: 'message', role: 'assistant', interrupted: false },
    { type: 'message', role: 'user', content: ['yes'] },
    { type: 'function_call', name: 'open_gate', args: '{"gate":"north"}' },
    { type: 'function_call_output', name: 'open_gate', isError: false },
    { type: 'message', role: 'assistant', interrupted: false },
  ])
  expect(livekit.errors).toEqual([])
})
