import { PatchbayError } from '@patchbay/contract'
import * as z from 'zod'
import { SAMPLE_RATE, type Ears } from '../voice.ts'
import { writeWav } from '../wav.ts'
import { languageCode } from './language-code.ts'

export interface HttpEarsOptions {
  /** Of any server that speaks OpenAI's `POST /v1/audio/transcriptions`, with or without the `/v1`. */
  baseURL: string
  /** Left out where the server asks for none. Secret. */
  apiKey: string | undefined
  model: string
  /** How long one transcription may take, in ms. Default: 30,000. */
  timeoutMs?: number
}

/** OpenAI's API takes files of 25 MiB; a little of that is the file's head. */
const MAX_AUDIO_BYTES = 25 * 1024 * 1024 - 1024

/** More than anybody says in the longest turn. */
const MAX_ANSWER_BYTES = 1024 * 1024

const answer = z.object({ text: z.string() })

/**
 * Hears by a server that speaks OpenAI's transcription API: OpenAI's own, speaches, LocalAI, vLLM and others.
 *
 * `transcribe` throws {@link PatchbayError} `SERVER_REFUSED`, `SERVER_UNREACHABLE`, `TIMED_OUT` or `BODY_TOO_LARGE`, and the
 * signal's reason where that aborts.
 */
export function createHttpEars({ baseURL, apiKey, model, timeoutMs = 30_000 }: HttpEarsOptions): Ears {
  const base = baseURL.replace(/\/+$/, '')
  const url = `${base.endsWith('/v1') ? base : `${base}/v1`}/audio/transcriptions`
  const { host } = new URL(url)
  const closing = new AbortController()

  async function ask(form: FormData, signal: AbortSignal): Promise<string> {
    const headers: Record<string, string> = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }
    // A redirect would carry what was said to somewhere that nobody named.
    const response = await fetch(url, { method: 'POST', headers, body: form, signal, redirect: 'error' })
    const body = await readText(response)
    if (!response.ok) throw refusal(host, response.status, body, apiKey !== undefined)
    const { data, error } = answer.safeParse(parseJson(body))
    if (data) return data.text.trim()
    throw new PatchbayError(
      'SERVER_REFUSED',
      `${host} (STT_BASE_URL) answered with no transcript: is it a transcription server?`,
      {
        cause: error,
      },
    )
  }

  return {
    name: model,
    async transcribe(audio, { language, signal }) {
      if (audio.byteLength > MAX_AUDIO_BYTES) {
        throw new PatchbayError(
          'BODY_TOO_LARGE',
          'This was too long to be transcribed: nine minutes at a time, at most',
        )
      }
      const form = new FormData()
      const file = new Uint8Array(writeWav(audio, SAMPLE_RATE))
      form.set('file', new Blob([file], { type: 'audio/wav' }), 'speech.wav')
      form.set('model', model)
      form.set('response_format', 'json')
      const code = languageCode(language)
      if (code !== undefined) form.set('language', code)
      const timeout = AbortSignal.timeout(timeoutMs)
      try {
        return await ask(form, AbortSignal.any([signal, timeout, closing.signal]))
      } catch (error) {
        signal.throwIfAborted()
        if (error instanceof PatchbayError) throw error
        if (timeout.aborted) {
          const message = `${host} (STT_BASE_URL) did not transcribe within ${timeoutMs / 1000} s`
          throw new PatchbayError('TIMED_OUT', message, { cause: error })
        }
        const message = `${host} (STT_BASE_URL) cannot be reached: is the transcription server running?`
        throw new PatchbayError('SERVER_UNREACHABLE', message, { cause: error })
      }
    },
    async [Symbol.asyncDispose]() {
      closing.abort(new Error('The ears were closed'))
    },
  }
}

function refusal(host: string, status: number, body: string, hasKey: boolean): PatchbayError {
  const where = `${host} (STT_BASE_URL)`
  if (status === 401 || status === 403) {
    const what = hasKey ? 'does not take the key in STT_API_KEY' : 'asks for a key: set STT_API_KEY'
    return new PatchbayError('SERVER_REFUSED', `${where} ${what}`)
  }
  if (status === 404) {
    const hint = 'has no POST /v1/audio/transcriptions, or not the model in STT_MODEL'
    return new PatchbayError('SERVER_REFUSED', `${where} ${hint}`)
  }
  const { error } = refusalBody.safeParse(parseJson(body)).data ?? {}
  const why = (error?.message ?? '').slice(0, 300)
  return new PatchbayError('SERVER_REFUSED', `${where} did not transcribe (${status})${why && `: ${why}`}`)
}

const refusalBody = z.object({ error: z.object({ message: z.string() }).optional() })

async function readText(response: Response): Promise<string> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of response.body ?? []) {
    length += piece.length
    if (length > MAX_ANSWER_BYTES)
      throw new PatchbayError('SERVER_REFUSED', 'The transcription server answered too much')
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString()
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
