import type { Call } from '@patchbay/contract'

/** Who is on the line, as well as it is known. */
export function callerOf({ callerName, callerPhone }: Pick<Call, 'callerName' | 'callerPhone'>): string {
  return callerName ?? callerPhone ?? 'Unknown number'
}
