import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'

/** A recogniser in sherpa-onnx's form: paths of its files. */
export type EarsModel = { name: string; encoder: string; decoder: string; tokens: string } & (
  | { kind: 'whisper' }
  /** A streaming transducer, such as a zipformer. */
  | { kind: 'transducer'; joiner: string }
)

/**
 * Finds out by its files what a folder holds: an encoder, a decoder and tokens are Whisper, a joiner with them is a
 * transducer. Of two precisions the smaller one (int8) is taken: it is the faster.
 *
 * @returns Nothing where the folder is not there or holds nothing of a recogniser.
 * @throws Error naming the files that are missing, where some of a recogniser are there.
 */
export async function findEarsModel(folder: string): Promise<EarsModel | undefined> {
  const names = await readdir(folder).catch(() => [])
  const find = (part: string, ending: string) => {
    const fitting = names.filter((name) => name.includes(part) && name.endsWith(ending)).toSorted()
    const name = fitting.find((each) => each.includes('int8')) ?? fitting[0]
    return name === undefined ? undefined : join(folder, name)
  }
  const [encoder, decoder, joiner] = ['encoder', 'decoder', 'joiner'].map((part) => find(part, '.onnx'))
  const tokens = find('tokens', '.txt')
  if (encoder === undefined && decoder === undefined) return undefined
  if (encoder === undefined || decoder === undefined || tokens === undefined) {
    const parts = { '*encoder*.onnx': encoder, '*decoder*.onnx': decoder, '*tokens*.txt': tokens }
    const missing = Object.entries(parts).flatMap(([name, path]) => (path === undefined ? [name] : []))
    throw new Error(`The model in ${folder} is not whole: it lacks ${missing.join(' and ')}. Get it again.`)
  }
  const files = { name: basename(folder), encoder, decoder, tokens }
  return joiner === undefined ? { kind: 'whisper', ...files } : { kind: 'transducer', joiner, ...files }
}
