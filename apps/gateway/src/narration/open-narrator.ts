import { randomUUID } from 'node:crypto'
import { openNarrationRunner, type Narrator } from '@patchbay/library'
import type { MeasuredVoices } from '@patchbay/speech'
import type { Store } from '../store/store.ts'
import type { TemporalConfig } from '../temporal-settings.ts'
import { onceMeasured } from './once-measured.ts'
import { openTemporalNarrator } from './temporal/open-temporal-narrator.ts'

export interface NarratorOptions {
  store: Store
  voices: Pick<MeasuredVoices, 'list' | 'speak' | 'measured'>
  /** Without it, books are read aloud in this process. */
  temporal: TemporalConfig | undefined
  /** Takes up what is under way, whoever asked for it; else only what is asked for here. */
  resumes: boolean
  now: () => Date
  onError: (error: unknown) => void
}

/**
 * Opens what has books read aloud.
 *
 * @throws {StartError} Where it is to be Temporal and its packages are not installed.
 */
export function openNarrator({
  store: { db, kind },
  voices,
  temporal,
  ...rest
}: NarratorOptions): Promise<Narrator & AsyncDisposable> {
  const options = { db, voices: onceMeasured(voices), ...rest }
  if (temporal) return openTemporalNarrator({ temporal, ...options })
  return openNarrationRunner({ holder: randomUUID(), alone: kind === 'embedded', ...options })
}
