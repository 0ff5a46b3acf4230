import { and, inArray, ne } from 'drizzle-orm'
import { toolCalls } from '../store/schema/tool-calls.ts'
import type { Store } from '../store/store.ts'

/** Which writes may be under way or unknown, by the hash of tool and arguments, so that the store need not be asked for each. */
export interface OpenWrites {
  begin(argumentsHash: string): void
  /** One that began has ended, and its row says so. */
  end(argumentsHash: string): void
  /** @returns False only where no row with it is open. */
  has(argumentsHash: string): boolean
}

/** @returns What the store has open; where other processes write to it too, only the store can say. */
export async function loadOpenWrites({ kind, db }: Store): Promise<OpenWrites> {
  if (kind !== 'embedded') return { begin: () => {}, end: () => {}, has: () => true }
  const rows = await db
    .select({ hash: toolCalls.argumentsHash })
    .from(toolCalls)
    .where(and(ne(toolCalls.argumentsHash, ''), inArray(toolCalls.status, ['running', 'unknown'])))
  const open = new Map<string, number>()
  const begin = (hash: string) => void open.set(hash, (open.get(hash) ?? 0) + 1)
  for (const { hash } of rows) begin(hash)
  return {
    begin,
    end(hash) {
      const left = (open.get(hash) ?? 0) - 1
      if (left > 0) open.set(hash, left)
      else open.delete(hash)
    },
    has: (hash) => open.has(hash),
  }
}
