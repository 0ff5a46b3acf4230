import type { CallToolResult } from '@patchbay/contract'
import type { Middleware } from '../tool-call.ts'

/** The longest text block that a model is given, in characters. */
const MAX_TEXT = 100_000

/** The largest answer that is passed on, in bytes of its JSON. */
const MAX_BYTES = 4 * 1024 * 1024

/** Control characters but tab and line break: no voice can say them, and a terminal obeys them. */
// oxlint-disable-next-line no-control-regex -- these are the characters meant
const control = /[\u0000-\u0008\u000b-\u001f\u007f]/g

/** Brings answers into bounds, and their text into a form that can be spoken. */
export function shape(): Middleware {
  return async (call, next) => {
    const result = await next(call)
    const content = result.content.map((block) =>
      block.type === 'text' && typeof block.text === 'string' ? { ...block, text: shapeText(block.text) } : block,
    )
    const shaped: CallToolResult = { ...result, content }
    const bytes = Buffer.byteLength(JSON.stringify(shaped))
    if (bytes <= MAX_BYTES) return shaped
    const text = `The answer of ${call.name} is too large (${Math.round(bytes / 1024)} KiB). Ask for less at a time.`
    return { content: [{ type: 'text', text }], isError: true }
  }
}

function shapeText(text: string): string {
  const clean = text.replaceAll('\r\n', '\n').replaceAll(control, '')
  return clean.length <= MAX_TEXT ? clean : `${clean.slice(0, MAX_TEXT)}\n[cut: ${clean.length} characters in all]`
}
