import type { VoiceboxStatus } from '@patchbay/contract'
import { sql } from 'drizzle-orm'
import type { VoiceBook } from './voices/voice-book.ts'
import type { VoiceboxDeps } from './voicebox.ts'

/** Looks at each part now. */
export async function readStatus(
  { db, voices, makeRealtimeSession }: Pick<VoiceboxDeps, 'db' | 'voices' | 'makeRealtimeSession'>,
  book: VoiceBook,
): Promise<VoiceboxStatus> {
  const database = await db.execute(sql`select 1`).then(
    () => ({ part: 'database', healthy: true, detail: 'It answers.' }),
    () => ({ part: 'database', healthy: false, detail: 'It does not answer.' }),
  )
  const listed = database.healthy ? await book.list() : []
  const engines = [...Map.groupBy(listed, ({ engine }) => engine)].map(([engine, ofEngine]) => {
    const ready = ofEngine.filter((voice) => voice.ready).length
    return {
      part: `voices: ${engine}`,
      healthy: ready > 0,
      detail: `${ready} of ${ofEngine.length} voices are ready.${ready === 0 ? ' Another engine speaks in their place, where it has the language.' : ''}`,
    }
  })
  const live = {
    part: 'live speech',
    healthy: voices.live.name !== 'none',
    detail: voices.live.name === 'none' ? 'Nothing here speaks.' : `Conversations are spoken by ${voices.live.name}.`,
  }
  const realtime = {
    part: 'realtime',
    healthy: makeRealtimeSession !== undefined,
    detail: makeRealtimeSession ? 'Sessions can be made.' : 'This installation makes no sessions.',
  }
  const parts = [database, ...engines, live, realtime]
  // An engine without its models is one choice less, and no fault.
  const isOnline = database.healthy && live.healthy
  return { status: isOnline ? 'ONLINE' : 'DEGRADED', parts }
}
