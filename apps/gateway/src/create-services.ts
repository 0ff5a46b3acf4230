import { clubMigrations, clubProof, createClubServer, listCallers, readClubWeek, type ClubDeps } from '@patchbay/club'
import { createLibraryServer, libraryMigrations, libraryProof, openLibrary, type LibraryDeps } from '@patchbay/library'

/** The tables of the services that ship with the gateway. */
export const serviceMigrations = [clubMigrations, libraryMigrations]

/** Makes the services that ship with the gateway: their MCP servers, and what the REST routes show of them. */
export function createServices(
  deps: Omit<ClubDeps, 'onError'>,
  writer: LibraryDeps['writer'],
  onError: (error: unknown) => void,
) {
  const { db, now } = deps
  return {
    servers: [
      { name: 'club', server: createClubServer({ ...deps, onError }), ...clubProof },
      { name: 'library', server: createLibraryServer({ db, now, writer, onError }), ...libraryProof },
    ],
    club: {
      listCallers: () => listCallers(db),
      readWeek: (from: string | undefined) => readClubWeek(db, { ...deps, from }),
    },
    library: openLibrary({ db, now, writer }),
  }
}

/** What is tried of the services: their tables, and themselves on any database. Without a writer, which costs. */
export function serviceTable(about: Pick<ClubDeps, 'now' | 'timezone'>) {
  return {
    migrations: serviceMigrations,
    openServices: (db: ClubDeps['db'], onError: (error: unknown) => void) =>
      createServices({ ...about, db }, undefined, onError).servers,
  }
}
