import type { ClubCallers } from '@patchbay/contract'

export type ClubCaller = ClubCallers['callers'][number]
export type ClubMember = ClubCaller['members'][number]

/** What somebody is about to book, before they have confirmed it. */
export interface PlannedBooking {
  caller: ClubCaller
  member: ClubMember
  voucherCode: string | null
}
