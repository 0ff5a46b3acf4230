import OpenAI from 'openai'
import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions'
import type { Brain, BrainRequest, Remembered } from '../brain.ts'

export interface ChatCompletionsOptions {
  /** Of any server that speaks OpenAI's `POST /chat/completions`, with its `/v1`. */
  baseURL: string
  /** Left out where the server asks for none. */
  apiKey: string | undefined
  model: string
}

/** A language model behind an OpenAI-compatible endpoint. It streams, and it calls tools. */
export function createChatCompletionsBrain({ baseURL, apiKey, model }: ChatCompletionsOptions): Brain {
  const client = new OpenAI({ baseURL, apiKey: apiKey ?? 'none', maxRetries: 1 })
  return {
    name: model,
    async *respond(request) {
      const { tools, toolChoice, signal } = request
      const stream = await client.chat.completions.create(
        {
          model,
          stream: true,
          messages: toMessages(request),
          ...(tools.length === 0
            ? {}
            : {
                tool_choice: toolChoice,
                tools: tools.map(({ name, description, parameters }) => ({
                  type: 'function' as const,
                  function: { name, parameters, ...(description ? { description } : {}) },
                })),
              }),
        },
        { signal },
      )
      const calls = new Map<number, { name: string; arguments: string }>()
      for await (const chunk of stream) {
        const delta = chunk.choices[0]?.delta
        if (delta?.content) yield { type: 'text', text: delta.content }
        // A call comes in pieces: its name first, then its arguments.
        for (const piece of delta?.tool_calls ?? []) {
          const call = calls.get(piece.index) ?? { name: '', arguments: '' }
          call.name += piece.function?.name ?? ''
          call.arguments += piece.function?.arguments ?? ''
          calls.set(piece.index, call)
        }
      }
      for (const call of calls.values()) yield { type: 'tool_call', ...call }
    },
  }
}

function toMessages({ instructions, history, now, timezone }: BrainRequest): ChatCompletionMessageParam[] {
  const clock = new Intl.DateTimeFormat('en-CA', { dateStyle: 'full', timeStyle: 'short', timeZone: timezone }).format(
    now,
  )
  const system = `${instructions}\n\nIt is ${clock} (${timezone}). You are speaking: answer in short sentences without formatting.`
  return [{ role: 'system', content: system.trim() }, ...history.flatMap(toMessage)]
}

function toMessage(entry: Remembered): ChatCompletionMessageParam[] {
  switch (entry.type) {
    case 'message':
      return [{ role: entry.role, content: entry.text }]
    case 'tool_call': {
      const { callId: id, name, arguments: args } = entry
      return [{ role: 'assistant', tool_calls: [{ id, type: 'function', function: { name, arguments: args } }] }]
    }
    case 'tool_result':
      return [{ role: 'tool', tool_call_id: entry.callId, content: entry.output }]
  }
}
