import type { CallToolResult } from '@patchbay/contract'
import { sizeOf } from '../../upstreams/result-size.ts'
import { blobOf, type BlobStore } from '../blob-store.ts'
import { asksForInput, type Middleware, type ToolCall } from '../tool-call.ts'

/** The longest text block that is passed on, in characters. */
const MAX_TEXT = 100_000

/** The largest answer that is passed on, in bytes of its JSON. */
const MAX_BYTES = 4 * 1024 * 1024

/**
 * What no voice can say and no person sees: control characters but tab and line break (a terminal obeys them), marks that
 * turn the direction of text, and tag characters, in which words can be hidden that a model reads.
 */
// oxlint-disable-next-line no-control-regex -- these are the characters meant
const unspoken = /[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]|\udb40[\udc00-\udc7f]/
const everyUnspoken = new RegExp(unspoken, 'g')

/** Brings answers into bounds, and their text into a form that can be spoken; what a language model cannot read becomes a link. */
export function shape(blobs: BlobStore): Middleware {
  function bound(call: ToolCall, result: CallToolResult): CallToolResult | Promise<CallToolResult> {
    if (asksForInput(result)) return result
    const bytes = sizeOf(result) ?? Buffer.byteLength(JSON.stringify(result))
    call.state.bytes = bytes
    if (readsText(call) && result.content.some(blobOf)) return link(call, result)
    return bytes > MAX_BYTES ? tooLarge(call, bytes) : speakable(result)
  }

  async function link(call: ToolCall, result: CallToolResult): Promise<CallToolResult> {
    const linked = await blobs.link(call, result)
    const bytes = linked === result ? call.state.bytes : Buffer.byteLength(JSON.stringify(linked))
    return bytes > MAX_BYTES ? tooLarge(call, call.state.bytes) : speakable(linked)
  }

  return (call, next) => next(call).then((result) => bound(call, result))
}

function speakable(result: CallToolResult): CallToolResult {
  return result.content.every(isSpeakable) ? result : { ...result, content: result.content.map(shapeBlock) }
}

type Block = CallToolResult['content'][number]

/** Whether a language model in a conversation reads the answer, which sees and hears nothing through it. */
function readsText({ callId, agent }: ToolCall): boolean {
  return callId !== undefined || agent !== undefined
}

function isSpeakable({ type, text }: Block): boolean {
  return type !== 'text' || typeof text !== 'string' || (text.length <= MAX_TEXT && !unspoken.test(text))
}

function shapeBlock(block: Block): Block {
  if (isSpeakable(block) || block.text === undefined) return block
  const clean = block.text.replaceAll('\r\n', '\n').replaceAll(everyUnspoken, '')
  const text =
    clean.length <= MAX_TEXT ? clean : `${clean.slice(0, MAX_TEXT)}\n[cut: ${clean.length} characters in all]`
  return { ...block, text }
}

function tooLarge(call: ToolCall, bytes: number): CallToolResult {
  const text = `The answer of ${call.name} is too large (${Math.round(bytes / 1024)} KiB). Ask for less at a time.`
  return { content: [{ type: 'text', text }], isError: true }
}
