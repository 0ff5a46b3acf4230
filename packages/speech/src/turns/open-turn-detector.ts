import type { VoiceLog } from '../open-voice.ts'
import { createEnergyDetector } from './create-energy-detector.ts'
import { openSileroDetector } from './open-silero-detector.ts'
import type { TurnDetector } from './turn-detector.ts'

/** Opens the best ear for voices that this installation has: Silero's model, else energy. Never throws. */
export async function openTurnDetector(log?: VoiceLog): Promise<TurnDetector> {
  try {
    return await openSileroDetector({ log })
  } catch (error) {
    log?.warn({ err: error }, 'Voice activity is told by energy: sherpa-onnx-node does not load')
    return createEnergyDetector()
  }
}
