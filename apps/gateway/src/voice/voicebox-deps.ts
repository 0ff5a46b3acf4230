import { join } from 'node:path'
import { REHEARSAL_USER } from '@patchbay/service-kit'
import type { Voices } from '@patchbay/speech'
import type { MakeRealtimeSession, VoiceboxDeps } from '@patchbay/voicebox'
import type { Config } from '../config.ts'
import type { KeyRing } from '../store/key-ring.ts'
import type { VoiceRoom } from './open-voice-room.ts'

export interface VoiceboxParts {
  config: Pick<Config, 'voicebox' | 'dataDir' | 'databaseUrl'>
  /** Whether `/v1/realtime` is served: else a session could not be opened. */
  listen: boolean
  keyRing: KeyRing
  voices: Voices
  /** Opened after the services, and asked when somebody wants a session. */
  voiceRoom: () => Pick<VoiceRoom, 'makeSecret' | 'listAgents'>
  publicUrl: () => string
}

const LINK = 'clip link'

/** What the voicebox has of the gateway. */
export function voiceboxDeps(parts: VoiceboxParts): Omit<VoiceboxDeps, 'db' | 'now' | 'onError'> {
  const { config, listen, keyRing, voices, voiceRoom, publicUrl } = parts

  const makeRealtimeSession: MakeRealtimeSession = async (principal, { agent, voice, instructions }) => {
    const room = voiceRoom()
    const session = {
      ...(instructions !== undefined && { instructions }),
      ...(voice !== undefined && { audio: { output: { voice } } }),
    }
    // What a rehearsal leaves behind opens nothing: it is over at once.
    const seconds = principal.userId === REHEARSAL_USER ? 0 : undefined
    const own = principal.agentId === undefined ? undefined : (await room.listAgents(principal))[0]?.slug
    const made = await room.makeSecret(principal, { session, seconds, agent: agent ?? own })
    const { value, expires_at } = made
    const url = `${publicUrl().replace(/^http/, 'ws')}/v1/realtime`
    // Our engine calls tools itself.
    return { mode: 'mcp', engine: 'local', client_secret: { value, expires_at }, ...made, url }
  }

  return {
    voices,
    limits: config.voicebox,
    clipFolder: config.databaseUrl === undefined ? join(config.dataDir, 'clips') : undefined,
    signer: {
      sign: (text) => keyRing.sign(text, LINK),
      isSigned: (text, signature) => keyRing.isSigned(text, signature, LINK),
    },
    publicUrl,
    makeRealtimeSession: listen ? makeRealtimeSession : undefined,
  }
}
