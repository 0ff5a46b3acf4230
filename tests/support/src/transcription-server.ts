import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'

/** What one `POST /v1/audio/transcriptions` brought. */
export interface TranscriptionRequest {
  authorization: string | undefined
  model: string
  language: string | undefined
  /** The file, as it came. */
  wav: Buffer
  /** Aborts when the client has left. */
  signal: AbortSignal
}

export interface TranscriptionServer extends AsyncDisposable {
  /** With its `/v1`. */
  baseUrl: string
  requests: TranscriptionRequest[]
}

/** What it answers: a transcript, or a status and a body of its own. */
export type Transcribe = (
  request: TranscriptionRequest,
) => Promise<string | { status: number; body: string }> | string | { status: number; body: string }

/** A server that speaks OpenAI's transcription API over HTTP; who listens is the test's. */
export async function startTranscriptionServer(transcribe: Transcribe): Promise<TranscriptionServer> {
  const requests: TranscriptionRequest[] = []
  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const gone = new AbortController()
    res.once('close', () => gone.abort())
    if (req.method !== 'POST' || req.url !== '/v1/audio/transcriptions') {
      res.writeHead(404).end('{}')
      return
    }
    const form = await readForm(req)
    const file = form.get('file')
    const model = form.get('model')
    const language = form.get('language')
    if (!(file instanceof File) || typeof model !== 'string') throw new Error('the request lacks its file or its model')
    const request: TranscriptionRequest = {
      authorization: req.headers.authorization,
      model,
      language: typeof language === 'string' ? language : undefined,
      wav: Buffer.from(await file.arrayBuffer()),
      signal: gone.signal,
    }
    requests.push(request)
    const transcript = await transcribe(request)
    if (res.destroyed) return
    const { status, body } =
      typeof transcript === 'string' ? { status: 200, body: JSON.stringify({ text: transcript }) } : transcript
    res.writeHead(status, { 'content-type': 'application/json' }).end(body)
  }

  const server = createServer((req, res) => {
    answer(req, res).catch((error: unknown) => res.writeHead(500).end(String(error)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // Listens on a port, so its address is one.
  const { port } = server.address() as AddressInfo
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function readForm(req: IncomingMessage): Promise<FormData> {
  const body = Buffer.concat(await Readable.from(req).toArray())
  const headers = { 'content-type': req.headers['content-type'] ?? '' }
  // oxlint-disable-next-line typescript/no-deprecated -- it keeps all in memory, which a test may
  return new Response(body, { headers }).formData()
}
