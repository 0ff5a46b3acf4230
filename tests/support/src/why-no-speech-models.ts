import { whyNoPython } from './python.ts'
import { kokoroModels, whisperModel } from './speech-models.ts'
import { whisperPackages } from './start-whisper.ts'

/**
 * Fetches all that tests of real speech need, once a machine.
 *
 * @returns Why there can be no real Kokoro and Whisper on this machine, where there can be none; the tests that need
 *   them are then skipped by this name, but never on CI.
 * @throws Error On CI, where there can be none.
 */
export async function whyNoSpeechModels(): Promise<string | undefined> {
  const why = await reason()
  if (why !== undefined && process.env['CI']) throw new Error(why)
  return why
}

async function reason(): Promise<string | undefined> {
  try {
    const noPython = await whyNoPython()
    if (noPython !== undefined) return noPython
    await kokoroModels()
    await whisperModel()
    await whisperPackages()
    return undefined
  } catch (error) {
    return `the speech models cannot be fetched: ${error instanceof Error ? error.message.split('\n')[0] : 'unknown'}`
  }
}
