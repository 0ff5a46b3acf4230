import { createClubServer, listCallers, readClubWeek, type ClubDeps } from '@patchbay/club'
import { createLibraryServer, openLibrary, type LibraryDeps } from '@patchbay/library'
import { createVoiceboxServer, openVoicebox, type VoiceboxDeps } from '@patchbay/voicebox'

/** Makes the services that ship with the gateway: their MCP servers, and what the REST routes show of them. */
export async function createServices(
  deps: Omit<ClubDeps, 'onError'>,
  writer: LibraryDeps['writer'],
  onError: (error: unknown) => void,
  voiceboxDeps: Omit<VoiceboxDeps, 'db' | 'now' | 'onError'>,
) {
  const { db, now } = deps
  const voicebox = await openVoicebox({ ...voiceboxDeps, db, now, onError })
  return {
    servers: [
      { name: 'club', server: createClubServer({ ...deps, onError }) },
      { name: 'library', server: createLibraryServer({ db, now, writer, onError }) },
      { name: 'voicebox', server: createVoiceboxServer({ voicebox, onError }) },
    ],
    club: {
      listCallers: () => listCallers(db),
      readWeek: (from: string | undefined) => readClubWeek(db, { ...deps, from }),
    },
    library: openLibrary({ db, now, writer }),
    voicebox,
  }
}
