import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import * as z from 'zod'
import { cachedFolder } from './cached-folder.ts'
import { installPackages, python } from './python.ts'
import { whisperModel } from './speech-models.ts'

export interface Whisper extends AsyncDisposable {
  /** With its `/v1`, as `STT_BASE_URL` is. It wants no key, and any name of a model. */
  baseUrl: string
  /**
   * @param wav - A recording.
   * @param language - ISO 639-1; else Whisper finds out.
   */
  transcribe(wav: Uint8Array, language?: string): Promise<string>
}

/** A real Whisper (base) on loopback, behind OpenAI's `POST /v1/audio/transcriptions`. */
export async function startWhisper(): Promise<Whisper> {
  const model = await whisperModel()
  const packages = await whisperPackages()
  const child = spawn(python, [join(import.meta.dirname, 'whisper_server.py'), model], {
    // It ends when its standard input does, so also when this process is killed.
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, PYTHONPATH: packages },
  })
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text) => (complaints += text))
  const ended = once(child, 'close')
  const line = once(createInterface(child.stdout), 'line')
  const [first]: unknown[] = await Promise.race([line, ended.then(() => [])])
  if (typeof first !== 'string') throw new Error(`Whisper did not start:\n${complaints}`)
  const { port } = z.object({ port: z.int() }).parse(JSON.parse(first))
  const baseUrl = `http://127.0.0.1:${port}/v1`
  return {
    baseUrl,
    async transcribe(wav, language) {
      const form = new FormData()
      form.set('model', 'whisper-1')
      form.set('file', new Blob([Uint8Array.from(wav)], { type: 'audio/wav' }), 'speech.wav')
      if (language !== undefined) form.set('language', language)
      const response = await fetch(`${baseUrl}/audio/transcriptions`, { method: 'POST', body: form })
      if (!response.ok) throw new Error(`Whisper: ${response.status} ${await response.text()}`)
      return z.object({ text: z.string() }).parse(await response.json()).text
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      await ended
    },
  }
}

/** Installs what the server runs on, once a machine. @returns A `PYTHONPATH`. */
export async function whisperPackages(): Promise<string> {
  return cachedFolder('faster-whisper-1.2.1', (folder) => installPackages(['faster-whisper==1.2.1'], folder))
}
