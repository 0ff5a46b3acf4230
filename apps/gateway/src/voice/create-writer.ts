import type { Brain } from '@patchbay/engine'

interface Clock {
  now: () => Date
  /** IANA. */
  timezone: string
}

/** Lets a brain write one text, without tools, for a service that asks it to. */
export function createWriter(brain: Brain, { now, timezone }: Clock) {
  return {
    async write(instructions: string, text: string, signal: AbortSignal): Promise<string> {
      const request: Parameters<Brain['respond']>[0] = {
        instructions,
        history: [{ type: 'message', role: 'user', text }],
        tools: [],
        toolChoice: 'none',
        now: now(),
        timezone,
        signal,
      }
      let written = ''
      for await (const part of brain.respond(request)) if (part.type === 'text') written += part.text
      return written
    },
  }
}
