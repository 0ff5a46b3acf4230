import { clubMigrations, clubProof, createClubServer, listCallers, readClubWeek, type ClubDeps } from '@patchbay/club'
import {
  createLibraryServer,
  libraryMigrations,
  libraryProof,
  openLibrary,
  rehearsalNarrator,
  type LibraryDeps,
} from '@patchbay/library'
import {
  createRehearsedVoicebox,
  createVoiceboxServer,
  openVoicebox,
  voiceboxMigrations,
  type RehearsedVoiceboxDeps,
  type VoiceboxDeps,
} from '@patchbay/voicebox'

/** The tables of the services that ship with the gateway. */
export const serviceMigrations = [clubMigrations, libraryMigrations, voiceboxMigrations]

/** Makes the services that ship with the gateway: their MCP servers, and what the REST routes show of them. */
export async function createServices(
  deps: Omit<ClubDeps, 'onError'>,
  { writer, narrator }: Pick<LibraryDeps, 'writer' | 'narrator'>,
  onError: (error: unknown) => void,
  voiceboxDeps: Omit<VoiceboxDeps, 'db' | 'now' | 'onError'>,
) {
  const { db, now } = deps
  const voicebox = await openVoicebox({ ...voiceboxDeps, db, now, onError })
  return {
    servers: [
      ...provenServices(deps, { writer, narrator }, onError),
      { name: 'voicebox', server: createVoiceboxServer({ voicebox, onError }) },
    ],
    club: {
      listCallers: () => listCallers(db),
      readWeek: (from: string | undefined) => readClubWeek(db, { ...deps, from }),
    },
    library: openLibrary({ db, now, writer, narrator }),
    voicebox,
    [Symbol.asyncDispose]: () => voicebox[Symbol.asyncDispose](),
  }
}

/** Those that need nothing but a database. */
function provenServices(
  deps: Omit<ClubDeps, 'onError'>,
  { writer, narrator }: Pick<LibraryDeps, 'writer' | 'narrator'>,
  onError: (error: unknown) => void,
) {
  const { db, now } = deps
  return [
    { name: 'club', server: createClubServer({ ...deps, onError }), ...clubProof },
    { name: 'library', server: createLibraryServer({ db, now, writer, narrator, onError }), ...libraryProof },
  ]
}

/** What is tried of the services: their tables and tools. Without a writer, which costs. */
export function serviceTable(
  about: Pick<ClubDeps, 'now' | 'timezone'>,
  box: Pick<RehearsedVoiceboxDeps, 'voices' | 'limits' | 'makeRealtimeSession'>,
) {
  const { now } = about
  return {
    migrations: serviceMigrations,
    openServices: (db: ClubDeps['db'], onError: (error: unknown) => void) => [
      ...provenServices({ ...about, db }, { narrator: rehearsalNarrator }, onError),
      { name: 'voicebox', ...createRehearsedVoicebox({ ...box, db, now, onError }) },
    ],
  }
}
