import { randomBytes } from 'node:crypto'
import type { CallToolResult } from '@patchbay/contract'
import { and, eq, lt } from 'drizzle-orm'
import { toolBlobs } from '../store/schema/tool-blobs.ts'
import type { Store } from '../store/store.ts'
import type { ToolCall } from './tool-call.ts'

/** How long what a link points to is kept, in ms. */
const LIFE_MS = 24 * 3600 * 1000

/** How often what is old is thrown away, in ms. */
const SWEEP_MS = 3600 * 1000

type Block = CallToolResult['content'][number]

/** Audio, images and files of answers, where a language model is given a link to them. */
export interface BlobStore extends Disposable {
  /** Puts links in the place of what a language model cannot read. */
  link(call: ToolCall, result: CallToolResult): Promise<CallToolResult>
  read(userId: number, id: string): Promise<{ mimeType: string; bytes: Uint8Array } | undefined>
}

export interface BlobStoreOptions {
  store: Store
  /** The origin that others see. */
  publicUrl: () => string
  now: () => number
  onError: (error: unknown) => void
}

export function createBlobStore({ store: { db }, publicUrl, now, onError }: BlobStoreOptions): BlobStore {
  const sweep = () =>
    db
      .delete(toolBlobs)
      .where(lt(toolBlobs.createdAt, new Date(now() - LIFE_MS)))
      .then(() => {}, onError)
  const timer = setInterval(() => void sweep(), SWEEP_MS).unref()

  async function keep(call: ToolCall, { data, mimeType, name }: Blob): Promise<Block> {
    const bytes = Buffer.from(data, 'base64')
    const id = randomBytes(16).toString('base64url')
    const { principal, id: toolCallId } = call
    await db
      .insert(toolBlobs)
      .values({ id, userId: principal.userId, toolCallId, mimeType, bytes, createdAt: new Date(now()) })
    return { type: 'resource_link', uri: `${publicUrl()}/api/tool-blobs/${id}`, name, mimeType, size: bytes.length }
  }

  return {
    async link(call, result) {
      const content: Block[] = []
      for (const block of result.content) {
        const blob = blobOf(block)
        content.push(blob ? await keep(call, blob) : block)
      }
      return { ...result, content }
    },
    async read(userId, id) {
      const [row] = await db
        .select()
        .from(toolBlobs)
        .where(and(eq(toolBlobs.id, id), eq(toolBlobs.userId, userId)))
      return row && { mimeType: row.mimeType, bytes: row.bytes }
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}

interface Blob {
  /** Base64. */
  data: string
  mimeType: string
  name: string
}

/** @returns What a block holds that is no text, or nothing. */
export function blobOf(block: Block): Blob | undefined {
  if (block.type === 'image' || block.type === 'audio') {
    return { data: textOf(block.data), mimeType: typeOf(block.mimeType), name: block.type }
  }
  const { resource } = block
  if (block.type !== 'resource' || typeof resource !== 'object' || resource === null || !('blob' in resource))
    return undefined
  const mimeType = typeOf('mimeType' in resource ? resource.mimeType : undefined)
  return { data: textOf(resource.blob), mimeType, name: 'uri' in resource ? textOf(resource.uri) : 'file' }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function typeOf(mimeType: unknown): string {
  return typeof mimeType === 'string' && /^[\w.+-]+\/[\w.+-]+$/.test(mimeType) ? mimeType : 'application/octet-stream'
}
