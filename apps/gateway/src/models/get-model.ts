import { existsSync } from 'node:fs'
import { mkdir, rename, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { EnvHttpProxyAgent } from 'undici'
import { lockFile } from '../lock-file.ts'
import { StartError } from '../start-error.ts'
import { RELEASES, type Model } from './catalogue.ts'
import { downloadArchive, forgetDownload, megabytes } from './download-archive.ts'
import { partOf, stateOf, workDirOf } from './model-state.ts'
import { sha256Of, writeReceipt, type Receipt } from './receipt.ts'
import { unpackArchive } from './unpack-archive.ts'

/** What a model takes unpacked, for each byte of its archive: measured 1.4 (Kokoro) to 1.5 (Whisper). */
const UNPACKED_TIMES = 1.7

/** For how long a server may say nothing, in ms. */
const SILENCE_MS = 60_000

export interface GetOptions {
  /** The folder of the models: an absolute path. */
  dir: string
  mirror: string | undefined
  /** The only archive that is taken, in place of those that the catalogue knows. */
  sha256?: string | undefined
  onProgress?: ((have: number, total: number | undefined) => void) | undefined
  retryMs?: number
}

/**
 * Fetches a model, checks it and puts it in place at once: its folder is there whole, or not at all.
 *
 * @returns Nothing where it is here already.
 * @throws {StartError} Where it cannot be had, saying what to do.
 */
export async function getModel(model: Model, options: GetOptions): Promise<Receipt | undefined> {
  const { dir } = options
  const work = workDirOf(dir)
  await mkdir(work, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new StartError(`The folder ${dir} cannot be written (${error.code}). Make it writable, or set MODELS_DIR.`, {
      cause: error,
    })
  })
  using lock = lockFile(join(work, `${model.folder}.lock`))
  if (!lock) throw new StartError(`Another process is fetching ${model.name}. Wait for it, or stop it.`)
  if (stateOf(dir, model).state === 'here') return undefined
  const url = urlOf(model, options.mirror)
  const { file } = await partOf(dir, model)
  const sha256 = await fetchChecked(model, url, file, options)
  const into = join(work, `${model.folder}.unpacked`)
  const { bytes } = await partOf(dir, model)
  await unpackArchive({ archive: file, bytes, into, folder: model.folder })
  const made = join(into, model.folder)
  const lacks = model.files.filter((each) => !existsSync(join(made, each)))
  if (lacks.length > 0) {
    await rm(into, { recursive: true, force: true })
    throw new StartError(`The archive of ${model.name} lacks ${lacks.join(', ')}: it is not that model.`)
  }
  const receipt = await writeReceipt(made, { sha256, url })
  const place = join(dir, model.folder)
  // What a person has put there half is in the way; a whole one would have been taken as it is.
  await rm(place, { recursive: true, force: true })
  await rename(made, place)
  await rm(into, { recursive: true, force: true })
  await forgetDownload(file)
  return receipt
}

export function urlOf({ path }: Model, mirror: string | undefined): string {
  return `${mirror ?? RELEASES}/${path}`
}

/** @returns The checksum, which is one of those that are known. */
async function fetchChecked(model: Model, url: string, file: string, options: GetOptions): Promise<string> {
  const { dir, sha256, onProgress, retryMs } = options
  const known = sha256 === undefined ? model.archives.map((archive) => archive.sha256) : [sha256]
  const sizes = sha256 === undefined ? model.archives.map(({ bytes }) => bytes) : undefined
  await using dispatcher = openProxyAgent()
  const fetchOnce = () =>
    downloadArchive({
      url,
      file,
      dispatcher,
      async onSize(total, have) {
        if (sizes && !sizes.includes(total)) {
          await forgetDownload(file)
          throw new StartError(replaced(model, url, `has ${total} bytes and not ${sizes.join(' or ')}`))
        }
        await requireSpace(dir, total * (1 + UNPACKED_TIMES) - have)
      },
      onProgress,
      ...(retryMs === undefined ? {} : { retryMs }),
    })
  let { continued } = await fetchOnce()
  for (;;) {
    const found = await sha256Of(file)
    if (known.includes(found)) return found
    await forgetDownload(file)
    // Parts of two different files, perhaps: once more, whole.
    if (!continued) throw new StartError(replaced(model, url, `has the checksum ${found}`))
    ;({ continued } = await fetchOnce())
    continued = false
  }
}

function replaced({ name, path }: Model, url: string, what: string): string {
  const list = `${RELEASES}/${path.slice(0, path.indexOf('/'))}/checksum.txt`
  return (
    `${url} ${what}: it is none of the archives that are known to be right, so nothing of it was kept. Where the publisher has ` +
    `replaced it (their list: ${list}), say which one is right: patchbay models get ${name} --sha256 CHECKSUM`
  )
}

async function requireSpace(dir: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(dir)
  const free = bavail * bsize
  if (free >= needed) return
  throw new StartError(
    `There is not enough room in ${dir}: ${megabytes(needed)} are needed and ${megabytes(free)} are free. ` +
      'Make room, or set MODELS_DIR to a folder elsewhere.',
  )
}

/** @throws {StartError} Without the address, which may hold a password. */
function openProxyAgent(): EnvHttpProxyAgent & AsyncDisposable {
  try {
    const agent = new EnvHttpProxyAgent({ headersTimeout: SILENCE_MS, bodyTimeout: SILENCE_MS })
    return Object.assign(agent, { [Symbol.asyncDispose]: () => agent.close() })
  } catch (error) {
    throw new StartError('HTTP_PROXY or HTTPS_PROXY is not an address. Correct it: http://HOST:PORT', { cause: error })
  }
}
