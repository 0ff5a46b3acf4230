import { createClubServer, listCallers, readClubWeek, type ClubDeps } from '@patchbay/club'
import { createLibraryServer, openLibrary, type LibraryDeps } from '@patchbay/library'

/** Makes the services that ship with the gateway: their MCP servers, and what the REST routes show of them. */
export function createServices(
  deps: Omit<ClubDeps, 'onError'>,
  { writer, narrator }: Pick<LibraryDeps, 'writer' | 'narrator'>,
  onError: (error: unknown) => void,
) {
  const { db, now } = deps
  return {
    servers: [
      { name: 'club', server: createClubServer({ ...deps, onError }) },
      { name: 'library', server: createLibraryServer({ db, now, writer, narrator, onError }) },
    ],
    club: {
      listCallers: () => listCallers(db),
      readWeek: (from: string | undefined) => readClubWeek(db, { ...deps, from }),
    },
    library: openLibrary({ db, now, writer, narrator }),
  }
}
