import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Silero VAD v5, MIT: see silero_vad_v5.LICENSE.txt. */
const MODEL = new URL('silero_vad_v5.onnx', import.meta.url)
const SHA_256 = '2623a2953f6ff3d2c1e61740c6cdb7168133479b267dfef114a4a3cc5bdd788f'

/**
 * @param model - Where it is, unless it is ours.
 * @returns The path of the voice activity model.
 * @throws Error where the file is missing or is not what it was: the library that loads it would end the process.
 */
export function sileroModelFile(model = MODEL): string {
  const hash = createHash('sha256').update(readFileSync(model)).digest('hex')
  if (hash !== SHA_256) throw new Error(`${fileURLToPath(model)} is damaged: install Patchbay again`)
  return fileURLToPath(model)
}
