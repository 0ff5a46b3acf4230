import type { Member } from '@patchbay/contract'
import type { MemberRow } from './own-members.ts'

/** A member as a caller hears of them. */
export function memberView({ id, name, relation, sports }: MemberRow): Member {
  return { member_id: id, name, relation, sports }
}
