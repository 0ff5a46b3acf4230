import type { AuditEvent } from '@patchbay/contract'
import type { Bus } from './bus.ts'

/** Shows a user's open consoles what they should look at; what is merely kept is no notice. */
export function publishNotice(bus: Bus, userId: number, event: AuditEvent): void {
  if (event.severity === 'info') return
  bus.publish('live', { userId, event: { type: 'notice', event } })
}
