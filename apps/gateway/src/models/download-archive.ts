import { open, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { fetch, type Dispatcher, type Response } from 'undici'
import * as z from 'zod'
import { StartError } from '../start-error.ts'

/** How often in a row a connection may fail without bringing anything. */
const MOST_FAILURES = 3

export interface DownloadOptions {
  url: string
  /** Grows as bytes come, and stays where the connection is cut: the next call goes on from there. */
  file: string
  dispatcher: Dispatcher
  /**
   * Hears the whole size in bytes before anything is written, where the server says it.
   *
   * @throws To refuse the file.
   */
  onSize: (total: number, have: number) => void | Promise<void>
  onProgress?: ((have: number, total: number | undefined) => void) | undefined
  /** Before a second try, in ms; the third waits twice as long. */
  retryMs?: number
}

const validator = z.object({ url: z.string(), etag: z.string().nullable() })

/**
 * Fetches a file, on from what is there of it (RFC 9110, section 14), and again where the connection is cut.
 *
 * @returns Whether it was put together from several answers, which the caller should check once more.
 * @throws {StartError} Where it cannot be had; what came of it is kept.
 */
export async function downloadArchive(options: DownloadOptions): Promise<{ continued: boolean }> {
  const { url, file, retryMs = 1_000 } = options
  let failures = 0
  let continued = false
  for (;;) {
    const before = await sizeOf(file)
    try {
      const { from, whole } = await fetchOn(options, before)
      continued ||= from > 0
      if (whole) return { continued }
      throw new Error('the connection was closed early')
    } catch (error) {
      if (error instanceof StartError) throw error
      const have = await sizeOf(file)
      failures = have > before ? 1 : failures + 1
      if (failures >= MOST_FAILURES) {
        const kept = have > 0 ? ` ${megabytes(have)} of it are kept, and the same command goes on from there.` : ''
        throw new StartError(`${url} could not be fetched (${reasonOf(error)}).${kept}`, { cause: error })
      }
      await wait(retryMs * failures)
    }
  }
}

/** One answer. @returns From which byte on it was, and whether the file is whole now. */
async function fetchOn(options: DownloadOptions, have: number): Promise<{ from: number; whole: boolean }> {
  const { url, file, dispatcher, onSize, onProgress } = options
  const known = await readValidator(file, url)
  const on = have > 0 && known !== undefined
  const answer = await fetch(url, {
    dispatcher,
    headers: {
      'accept-encoding': 'identity',
      ...(on ? { range: `bytes=${have}-` } : {}),
      ...(on && known.etag !== null ? { 'if-range': known.etag } : {}),
    },
  })
  const from = startOf(answer, on ? have : 0)
  if (from === undefined || !answer.ok || !answer.body) {
    await answer.body?.cancel()
    return refuse(answer, options)
  }
  const length = answer.headers.get('content-length')
  const total = length === null ? undefined : from + Number(length)
  try {
    if (total !== undefined) await onSize(total, from)
  } catch (error) {
    await answer.body.cancel()
    throw error
  }
  await writeFile(validatorOf(file), JSON.stringify({ url, etag: strongEtag(answer) }))
  let got = from
  onProgress?.(got, total)
  // Not by a stream: that would forget what it has not written yet when the connection is cut.
  await using out = await open(file, from > 0 ? 'a' : 'w')
  for await (const chunk of answer.body) {
    await out.writeFile(chunk)
    got += chunk.byteLength
    onProgress?.(got, total)
  }
  return { from, whole: total === undefined || got === total }
}

/** @returns The first byte of the answer's body in the file; nothing where it is a part that nobody asked for. */
function startOf(answer: Response, asked: number): number | undefined {
  if (answer.status !== 206) return 0
  const [, first] = /^bytes (\d+)-\d+\//.exec(answer.headers.get('content-range') ?? '') ?? []
  return Number(first) === asked ? asked : undefined
}

async function refuse({ status }: Response, { url, file }: DownloadOptions): Promise<never> {
  // Nothing comes after what is here, or another part than the one that was asked for: from the beginning then.
  if (status === 416 || status === 206) {
    await rm(file, { force: true })
    throw new Error(`the server answered ${status}`)
  }
  if (status >= 500 || status === 408 || status === 429) throw new Error(`the server answered ${status}`)
  throw new StartError(`${url} could not be fetched: the server answered ${status}. Look whether the address is right.`)
}

/** A weak one may name two different files (RFC 9110, section 13.1.5). */
function strongEtag({ headers }: Response): string | null {
  const etag = headers.get('etag')
  return etag?.startsWith('"') ? etag : null
}

function validatorOf(file: string): string {
  return `${file}.json`
}

async function readValidator(file: string, url: string) {
  try {
    const read = validator.parse(JSON.parse(await readFile(validatorOf(file), 'utf8')))
    return read.url === url ? read : undefined
  } catch {
    return undefined
  }
}

/** Forgets what there is of a file, and from where. */
export async function forgetDownload(file: string): Promise<void> {
  await rm(file, { force: true })
  await rm(validatorOf(file), { force: true })
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  )
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if ('code' in error && typeof error.code === 'string') return error.code
  return error.cause === undefined ? error.message : reasonOf(error.cause)
}
