import type { Brain, Remembered } from '../../../brain.ts'
import { clock, type OpenToolset } from './open-toolsets.ts'

export interface Turn {
  /** What was said, joined. */
  text: string
  /** Every call of the turn, in order. */
  calls: { name: string; args: Record<string, unknown>; readOnly: boolean }[]
}

export interface Talk {
  history: Remembered[]
  /** Says something and lets the brain and the real tools go on until the brain speaks. */
  say(text: string): Promise<Turn>
}

/**
 * A conversation between a brain and real tools.
 *
 * @param runsWrites whether a change is really made; otherwise the turn ends when it is asked for.
 */
export function startTalk(brain: Brain, toolset: OpenToolset, runsWrites: () => boolean): Talk {
  const history: Remembered[] = []
  return {
    history,
    async say(text) {
      history.push({ type: 'message', role: 'user', text })
      const calls: Turn['calls'] = []
      // A brain that never stops asking for tools is a bug, and must not hang a test.
      while (calls.length < 6) {
        const events = await Array.fromAsync(
          brain.respond({
            instructions: '',
            history,
            tools: toolset.tools,
            toolChoice: 'auto',
            ...clock,
            signal: new AbortController().signal,
          }),
        )
        const spoken = events.map((event) => (event.type === 'text' ? event.text : '')).join('')
        if (spoken !== '') history.push({ type: 'message', role: 'assistant', text: spoken })
        const asked = events.find((event) => event.type === 'tool_call')
        if (asked?.type !== 'tool_call') return { text: spoken, calls }
        // The brain writes its own arguments, an object.
        const args = JSON.parse(asked.arguments) as Record<string, unknown>
        const readOnly = toolset.tools.find(({ name }) => name === asked.name)?.readOnly ?? false
        calls.push({ name: asked.name, args, readOnly })
        if (!readOnly && !runsWrites()) return { text: spoken, calls }
        const callId = `call_${history.length}`
        history.push({ type: 'tool_call', callId, name: asked.name, arguments: asked.arguments })
        history.push({ type: 'tool_result', callId, ...(await toolset.call(asked.name, args)) })
      }
      throw new Error(`The brain asked for ${calls.length} tools in one turn`)
    },
  }
}
