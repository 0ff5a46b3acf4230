import type { VoiceboxVoice } from '@patchbay/contract'
import { ToolError, type Database } from '@patchbay/service-kit'
import type { VoiceListing, Voices } from '@patchbay/speech'
import { asc, eq, getTableColumns, notInArray, sql } from 'drizzle-orm'
import { voices as table } from '../schema/voices.ts'
import { nearestVoices } from './nearest-voices.ts'

/** The voices, in the database. Whoever reads them finds them as they are now. */
export interface VoiceBook {
  /** @param language - Such as `pt`, which every Portuguese voice speaks, or `pt-BR`. */
  list(language?: string): Promise<VoiceboxVoice[]>
  /** @throws {ToolError} Where there is none of that name, with the nearest ones. */
  find(voiceId: string): Promise<VoiceboxVoice>
}

export function createVoiceBook(db: Database, voices: Voices): VoiceBook {
  let written = ''

  /** Writes down what this installation has, where that has changed. Twice is as good as once. */
  async function keepInStep(): Promise<void> {
    const listed = voices.list()
    // A process in which nobody speaks says nothing about the voices of one that does.
    if (listed.length === 0) return
    const state = JSON.stringify(listed)
    if (state === written) return
    await write(db, listed)
    written = state
  }

  async function list(language?: string): Promise<VoiceboxVoice[]> {
    await keepInStep()
    const rows = await db.select(shown).from(table).orderBy(asc(table.position))
    if (language === undefined) return rows
    const wanted = language.toLowerCase()
    return rows.filter((row) => `${row.language.toLowerCase()}-`.startsWith(`${wanted}-`))
  }

  return {
    list,
    async find(voiceId) {
      await keepInStep()
      const [row] = await db.select(shown).from(table).where(eq(table.voiceId, voiceId))
      if (row) return row
      const all = await list()
      const near = nearestVoices(voiceId, all).map((voice) => `${voice.voice_id} (${voice.name}, ${voice.language})`)
      throw new ToolError(
        `There is no voice ${voiceId}. ` +
          (near.length === 0 ? 'No voice is installed.' : `The nearest are: ${near.join(', ')}. list_voices has all.`),
        { code: 'NOT_FOUND', nearest: nearestVoices(voiceId, all).map(({ voice_id }) => voice_id) },
      )
    },
  }
}

const { voiceId, sampleRateHz, name, language, engine, ready } = getTableColumns(table)
const shown = { voice_id: voiceId, name, language, engine, sample_rate_hz: sampleRateHz, ready }

async function write(db: Database, listed: readonly VoiceListing[]): Promise<void> {
  const rows = listed.map((voice, position) => ({ ...voice, position }))
  await db.transaction(async (tx) => {
    await tx
      .insert(table)
      .values(rows)
      .onConflictDoUpdate({
        target: table.voiceId,
        set: {
          name: sql`excluded.name`,
          language: sql`excluded.language`,
          engine: sql`excluded.engine`,
          sampleRateHz: sql`excluded.sample_rate_hz`,
          ready: sql`excluded.ready`,
          position: sql`excluded.position`,
        },
      })
    await tx.delete(table).where(
      notInArray(
        table.voiceId,
        rows.map((row) => row.voiceId),
      ),
    )
  })
}
