import type { TurnEvent, TurnOptions } from './turn-detector.ts'

/** What the thread is told. A stream has a number for as long as it lasts. */
export type SileroRequest =
  | { type: 'open'; stream: number; options: TurnOptions }
  | { type: 'feed'; stream: number; samples: Int16Array }
  | { type: 'close'; stream: number }
  | { type: 'end' }

/** What the thread says of each piece that it was fed. */
export interface SileroHeard {
  stream: number
  events: TurnEvent[]
}
