import { formatAgo } from '../../../format/time.ts'

/** How long ago a credential was used, as of now. */
export function usedAgo(iso: string): string {
  return formatAgo(iso, new Date())
}
