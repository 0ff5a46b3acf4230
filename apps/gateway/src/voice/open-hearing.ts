import {
  createEnergyDetector,
  openEars,
  openTurnDetector,
  type Ears,
  type EarsSettings,
  type TurnDetector,
  type VoiceLog,
} from '@patchbay/speech'

/** What the engine hears with. */
export interface Hearing extends AsyncDisposable {
  /** Nothing where it only reads. */
  ears: Ears | undefined
  detector: TurnDetector
}

/** @param settings - Nothing where nobody speaks with this process. */
export async function openHearing(settings: EarsSettings | undefined, log: VoiceLog): Promise<Hearing> {
  await using opening = new AsyncDisposableStack()
  const detector = opening.use(settings ? await openTurnDetector(log) : createEnergyDetector())
  const ears = settings && opening.use(await openEars(settings, log))
  const opened = opening.move()
  return { ears, detector, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}
