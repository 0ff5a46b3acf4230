import type { Brain } from '@patchbay/engine'

export interface Clock {
  now: () => Date
  /** IANA. */
  timezone: string
}

/**
 * Lets a brain write one text, without tools, for a service that asks it to. Half a text is none.
 *
 * @param limitMs - After so long, in milliseconds, it is given up.
 */
export function createWriter(brain: Brain, { now, timezone }: Clock, limitMs: number) {
  return {
    async write(instructions: string, text: string, signal: AbortSignal): Promise<string> {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(limitMs)])
      const request: Parameters<Brain['respond']>[0] = {
        instructions,
        history: [{ type: 'message', role: 'user', text }],
        tools: [],
        toolChoice: 'none',
        now: now(),
        timezone,
        signal: limit,
      }
      let written = ''
      for await (const part of brain.respond(request)) if (part.type === 'text') written += part.text
      // A stream that is cut off ends as one that is done.
      limit.throwIfAborted()
      return written
    },
  }
}
