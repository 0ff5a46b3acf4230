import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import * as z from 'zod'

const request = z.object({ messages: z.array(z.object({ role: z.string(), content: z.string() })) })

export interface TestLanguageModel extends AsyncDisposable {
  /** With its `/v1`. */
  baseURL: string
  /** The last messages that it was sent. */
  asked: string[]
  /** What it adds to what it was told: by itself nothing. */
  invents(sentence: string): void
  /** From now on it takes every question and never answers: at once, or after its first words. */
  hangs(after: 'nothing' | 'first words'): void
  /** Questions whose asker has left without an answer. */
  givenUp: number
}

/**
 * An endpoint of the chat completions API. It answers with the first sentence of each passage that it was sent, and
 * names the passage, as a model does that keeps to its text.
 */
export async function openLanguageModel(): Promise<TestLanguageModel> {
  const asked: string[] = []
  let invented = ''
  let hanging: 'nothing' | 'first words' | undefined
  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { messages } = request.parse(await json(req))
    const said = messages.at(-1)?.content ?? ''
    asked.push(said)
    const sentences = [...said.matchAll(/^(\[\d+\]) (.*?)([.!?])(?:\s|$)/gmu)].map(
      ([, passage, sentence, end]) => `${sentence} ${passage}${end}`,
    )
    if (hanging) res.on('close', () => (model.givenUp += 1))
    if (hanging === 'nothing') return
    res.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const piece of [...sentences, invented].join(' ').split(/(?<= )/)) {
      if (hanging && piece !== sentences[0]?.split(/(?<= )/)[0]) return
      res.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: piece } }] })}\n\n`)
    }
    res.end('data: [DONE]\n\n')
  }
  const server = createServer((req, res) => {
    answer(req, res).catch((error: unknown) => res.destroy(error instanceof Error ? error : undefined))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const model: TestLanguageModel = {
    baseURL: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/v1`,
    asked,
    invents: (sentence) => void (invented = sentence),
    hangs: (after) => void (hanging = after),
    givenUp: 0,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return model
}
