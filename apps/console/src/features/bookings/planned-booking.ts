import type { ClubCallers } from '@patchbay/contract'

type ClubCaller = ClubCallers['callers'][number]
type ClubMember = ClubCaller['members'][number]

/** What has been entered in the form so far, as the fields hold it. */
export interface BookingDraft {
  phone: string | null
  memberId: string | null
  voucherCode: string
}

export const emptyDraft: BookingDraft = { phone: null, memberId: null, voucherCode: '' }

/** What somebody is about to book, before they have confirmed it. */
export interface PlannedBooking {
  caller: ClubCaller
  member: ClubMember
  voucherCode: string | null
}
