import type { McpServer } from '@modelcontextprotocol/server'
import {
  REHEARSAL_USER,
  type Database,
  type ErrorListener,
  type Rehearsal,
  type ServiceProof,
} from '@patchbay/service-kit'
import type { VoiceListing, Voices } from '@patchbay/speech'
import { soundsInDatabase } from './clips/sounds-in-database.ts'
import { createVoicebox } from './create-voicebox.ts'
import { createVoiceboxServer } from './create-voicebox-server.ts'
import { quotas } from './schema/usage.ts'
import type { VoiceboxDeps } from './voicebox.ts'

const text = 'One, two, three.'

export type RehearsedVoiceboxDeps = Pick<VoiceboxDeps, 'db' | 'now' | 'voices' | 'limits' | 'makeRealtimeSession'> &
  ErrorListener

/** The voicebox as it is tried out: all that it keeps is in the database, so that it is taken back with the rest. */
export function createRehearsedVoicebox(deps: RehearsedVoiceboxDeps): ServiceProof & { server: McpServer } {
  const { db, voices, makeRealtimeSession, onError } = deps
  // Its clips are gone before anybody could play them.
  const signer = { sign: () => '', isSigned: () => false }
  const voicebox = createVoicebox({ ...deps, signer, publicUrl: () => '' }, soundsInDatabase(db))
  return {
    server: createVoiceboxServer({ voicebox, onError }),
    rehearse: (tx) => rehearse(tx, voices, makeRealtimeSession !== undefined),
  }
}

async function rehearse(tx: Database, voices: Voices, makesSessions: boolean): Promise<Rehearsal> {
  await tx.insert(quotas).values({ userId: REHEARSAL_USER, characters: text.length })
  const voice = voiceToTry(voices)
  return {
    asker: { userId: REHEARSAL_USER },
    calls: [
      { tool: 'list_voices', args: {} },
      // A process in which nobody speaks has no voices; one whose voices are all broken fails here.
      ...(voices.list().length > 0 ? [{ tool: 'generate_speech', args: { text, voice_id: voice?.voiceId } }] : []),
      { tool: 'get_usage', args: {} },
      { tool: 'get_server_status', args: {} },
      { tool: 'list_capabilities', args: {} },
      ...(makesSessions ? [{ tool: 'create_realtime_session', args: {} }] : []),
    ],
  }
}

/** The one that speaks live, which is known to keep up, else espeak's. */
function voiceToTry(voices: Voices): VoiceListing | undefined {
  const ready = voices.list().filter((voice) => voice.ready)
  const by = (engine: string) => ready.find((voice) => voice.engine === engine)
  return by(voices.live.name) ?? by('espeak')
}
