import { PatchbayError } from '@patchbay/contract'
import { readAudioStream } from '../read-audio-stream.ts'
import { splitSpeech } from '../split-speech.ts'
import { SAMPLE_RATE, type SpeakRequest } from '../voice.ts'

/** A server that speaks OpenAI's `POST /v1/audio/speech`: OpenAI, speaches, LocalAI, Kokoro-FastAPI and others. */
export interface OpenAiVoiceOptions {
  /** With its `/v1`. */
  baseUrl: string
  apiKey?: string | undefined
  model: string
  /** Names of voices that the server has; the first one speaks where nobody chose. */
  voices: readonly string[]
}

export interface OpenAiVoice {
  /**
   * @param request - `voice` is a name of the server's; the server finds out the language.
   * @returns Mono PCM16 at `SAMPLE_RATE`, as it arrives. Stopping it ends the request.
   * @throws {PatchbayError} `SERVER_UNREACHABLE` or `SERVER_REFUSED`, with the server's own words.
   */
  speak(request: Omit<SpeakRequest, 'language'> & { voice: string }): AsyncIterable<Int16Array>
}

/** OpenAI takes 4096 characters at once. */
const MAX_CHARACTERS = 4000

/** The first is OpenAI's own for streams; some servers know only the second. */
const formats = ['pcm', 'wav'] as const

/** Statuses that a server answers to a format that it does not know. */
const UNKNOWN_FORMAT = new Set([400, 415, 422])

export function createOpenAiVoice({ baseUrl, apiKey, model }: OpenAiVoiceOptions): OpenAiVoice {
  const url = `${baseUrl.replace(/\/+$/, '')}/audio/speech`
  const server = new URL(url).host
  const withoutKey = (text: string) => (apiKey ? text.replaceAll(apiKey, '…') : text)

  async function post(body: object, signal: AbortSignal): Promise<Response> {
    try {
      return await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(apiKey && { authorization: `Bearer ${apiKey}` }) },
        body: JSON.stringify(body),
        signal,
      })
    } catch (error) {
      signal.throwIfAborted()
      throw new PatchbayError(
        'SERVER_UNREACHABLE',
        `The voice server ${server} cannot be reached. Is TTS_BASE_URL right?`,
        {
          cause: error,
        },
      )
    }
  }

  /** Asks for the first format that the server knows. */
  async function ask(input: string, voice: string, speed: number, signal: AbortSignal): Promise<Response> {
    let refusal: PatchbayError | undefined
    for (const format of formats) {
      const response = await post({ model, input, voice, response_format: format, speed }, signal)
      if (response.ok) return response
      // The first refusal says more: the second may be about the format alone.
      refusal ??= new PatchbayError(
        'SERVER_REFUSED',
        withoutKey(`The voice server ${server} answered ${response.status}: ${await reasonOf(response)}`),
      )
      if (!UNKNOWN_FORMAT.has(response.status)) break
    }
    throw refusal ?? new Error('There is at least one format')
  }

  return {
    async *speak({ text, voice, speed, signal }) {
      const left = new AbortController()
      const stop = AbortSignal.any([signal, left.signal])
      try {
        for (const part of partsOf(text)) {
          const response = await ask(part, voice, speed, stop)
          const type = response.headers.get('content-type') ?? ''
          if (!response.body || !isReadable(type)) {
            throw new PatchbayError(
              'SERVER_REFUSED',
              `The voice server ${server} answered with ${type || 'nothing'}, where PCM or WAV was asked for.`,
            )
          }
          yield* readAudioStream(response.body, rateOf(type))
        }
      } catch (error) {
        if (signal.aborted) return
        if (error instanceof PatchbayError) throw error
        throw new PatchbayError('SERVER_REFUSED', `The voice server ${server} stopped in the middle of its answer.`, {
          cause: error,
        })
      } finally {
        left.abort()
      }
    },
  }
}

/** A long text, at its sentences. */
function* partsOf(text: string): Generator<string, void> {
  if (text.length <= MAX_CHARACTERS) {
    if (text.trim() !== '') yield text
    return
  }
  let part = ''
  for (const breath of splitSpeech(text)) {
    if (part.length + 1 + breath.text.length > MAX_CHARACTERS) {
      yield part
      part = ''
    }
    part = part === '' ? breath.text : `${part} ${breath.text}`
  }
  if (part !== '') yield part
}

/** Compressed sound and pages are not. */
function isReadable(type: string): boolean {
  return !/mpeg|mp3|opus|ogg|aac|flac|json|^text\//i.test(type)
}

/** `audio/pcm;rate=16000` says its rate; OpenAI's does not, and is at 24 kHz. */
function rateOf(type: string): number {
  return Number(/\brate=(\d+)/.exec(type)?.[1] ?? SAMPLE_RATE)
}

async function reasonOf(response: Response): Promise<string> {
  const text = await response.text().catch(() => '')
  try {
    // OpenAI writes `error.message`, FastAPI `detail`.
    const body: { error?: { message?: unknown }; detail?: unknown } = JSON.parse(text)
    const reason = body.error?.message ?? body.detail
    if (typeof reason === 'string') return reason.slice(0, 300)
  } catch {
    // No JSON.
  }
  return text.slice(0, 300) || response.statusText
}
