import type { Database, ToolContext } from '@patchbay/service-kit'

/** What the club needs of the outside. */
export interface ClubDeps {
  db: Database
  now: () => Date
  /** IANA; the zone of the club's dates and clocks. */
  timezone: string
}

export type ClubContext = ToolContext & ClubDeps
