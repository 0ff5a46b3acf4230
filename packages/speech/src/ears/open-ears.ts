import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { VoiceLog } from '../open-voice.ts'
import type { Ears } from '../voice.ts'
import { createHttpEars } from './create-http-ears.ts'
import { findEarsModel, type EarsModel } from './find-ears-model.ts'
import { openSherpaEars } from './open-sherpa-ears.ts'

export interface EarsSettings {
  /** A server that transcribes; it comes before the models of this machine. */
  server: { baseURL: string; apiKey: string | undefined } | undefined
  /** What is asked of the server, or the name of a model's folder. */
  model: string | undefined
  /** The folder that has a folder for each model. */
  modelsDir: string
}

/** What a transcription server is asked for where nobody said: OpenAI's name, which others take too. */
const DEFAULT_MODEL = 'whisper-1'

/**
 * Opens what hears here: the transcription server, else the model that is named, else the first in the folder.
 *
 * @returns Nothing where there are no ears. Never throws: what does not load is logged.
 */
export async function openEars(settings: EarsSettings, log?: VoiceLog): Promise<Ears | undefined> {
  const { server, model: named } = settings
  if (server) return createHttpEars({ ...server, model: named ?? DEFAULT_MODEL })
  try {
    const model = await chooseModel(settings)
    return model && (await openSherpaEars(model))
  } catch (error) {
    log?.warn({ err: error }, 'No ears: the speech recognition model does not load, so people can only type')
    return undefined
  }
}

async function chooseModel({ model: named, modelsDir }: EarsSettings): Promise<EarsModel | undefined> {
  if (named !== undefined) {
    const model = await findEarsModel(join(modelsDir, named))
    if (model) return model
    throw new Error(`There is no speech recognition model in ${join(modelsDir, named)} (STT_MODEL)`)
  }
  const folders: string[] = await readdir(modelsDir).catch(() => [])
  for (const folder of folders.toSorted()) {
    const model = await findEarsModel(join(modelsDir, folder))
    if (model) return model
  }
  return undefined
}
