import { clientSecret, type AnsweringAgent } from '@patchbay/contract'
import { request } from '../../app/request.ts'
import { openMicrophone } from './microphone.ts'
import { SAMPLE_RATE } from './pcm16.ts'
import type { Player } from './play-audio.ts'
import { RealtimeCall } from './realtime-call.ts'

/** How long the engine may take to answer the phone, in ms. */
const PATIENCE_MS = 15_000

const sessionFor = (hears: boolean) => ({
  type: 'realtime',
  output_modalities: ['audio'],
  audio: {
    output: { format: { type: 'audio/pcm', rate: SAMPLE_RATE } },
    input: {
      format: { type: 'audio/pcm', rate: SAMPLE_RATE },
      // An engine without ears is typed to: nothing listens for pauses.
      turn_detection: hears ? { type: 'server_vad' } : null,
    },
  },
})

export interface NewCall {
  /** Who answers. */
  agent: AnsweringAgent
  /** As the person wrote it; the gateway reads it. Empty where the call acts for nobody. */
  number: string
  /** Opened by the click that calls. Closed here where no call comes of it. */
  player: Player
  /** The engine has ears. */
  hears: boolean
}

/**
 * Calls an agent: a key for one session, then the session itself.
 *
 * @returns The call, taken by the engine.
 * @throws With a sentence for the person at the screen.
 */
export async function startCall({ agent, number, player, hears }: NewCall): Promise<RealtimeCall> {
  const late = new Error('The gateway did not answer in time. Call again.')
  const giveUp = new AbortController()
  const timer = setTimeout(() => giveUp.abort(late), PATIENCE_MS)
  try {
    const { value, call_id: callId = '' } = await request('/v1/realtime/client_secrets', clientSecret, {
      method: 'POST',
      body: { session: sessionFor(hears), agent: agent.slug, ...(number === '' ? {} : { caller_id: number }) },
      signal: giveUp.signal,
    })
    // A browser can give a WebSocket no header, so the key travels as the protocol's second subprotocol.
    const socket = new WebSocket(realtimeUrl(), ['realtime', `openai-insecure-api-key.${value}`])
    const call = new RealtimeCall({ socket, player, agent: agent.name, number, callId, hears, openMicrophone })
    giveUp.signal.addEventListener('abort', () => call.hangUp(late.message))
    await call.taken
    return call
  } catch (error) {
    player.close()
    throw error
  } finally {
    clearTimeout(timer)
  }
}

function realtimeUrl(): URL {
  const url = new URL('/v1/realtime?model=patchbay', location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return url
}
