import type { Role } from '@patchbay/contract'
import type { LinkProps } from '@tanstack/react-router'

export interface NavItem {
  label: string
  to: NonNullable<LinkProps['to']>
  /** Who sees it; absent: everybody. */
  role?: Role
}

/** The console's pages, in the order of the navigation. */
const navItems: NavItem[] = [
  { label: 'Patch bay', to: '/patch-bay' },
  { label: 'Talk', to: '/talk' },
  { label: 'Calls', to: '/calls' },
  // The staff's view of the club: every caller's bookings.
  { label: 'Bookings', to: '/bookings', role: 'admin' },
  { label: 'Approvals', to: '/approvals' },
  { label: 'Servers', to: '/servers' },
  { label: 'Agents', to: '/agents' },
  { label: 'Library', to: '/library' },
  { label: 'Voices', to: '/voices' },
  { label: 'Connections', to: '/connections' },
  { label: 'People', to: '/people' },
  { label: 'Status', to: '/status' },
  { label: 'Audit', to: '/audit' },
]

/** The pages that a user of this role may open. */
export function navItemsFor(role: Role): NavItem[] {
  return navItems.filter((item) => item.role === undefined || item.role === role)
}
