import type { Tool } from '@patchbay/contract'
import * as z from 'zod'

/** Pages of one list that are followed, and entries that it may have; a server that never ends is cut off. */
const MAX_PAGES = 100
const MAX_ENTRIES = 10_000

/** @param ask - Asks for one page. @returns What all pages have under `member`. */
export async function readEveryPage(
  member: string,
  ask: (params: { cursor?: string }) => Promise<Record<string, unknown>>,
): Promise<unknown[]> {
  const entries: unknown[] = []
  let cursor: string | undefined
  for (let page = 0; page < MAX_PAGES && entries.length < MAX_ENTRIES; page += 1) {
    const result = await ask(cursor === undefined ? {} : { cursor })
    const listed = result[member]
    if (Array.isArray(listed)) entries.push(...listed)
    cursor = typeof result.nextCursor === 'string' ? result.nextCursor : undefined
    if (cursor === undefined) break
  }
  return entries.slice(0, MAX_ENTRIES)
}

const listedTool = z.looseObject({ name: z.string().min(1).max(256), inputSchema: z.looseObject({}) })

/** One invalid tool must not take the good ones with it. */
export function readTools(listed: unknown[]): Tool[] {
  // `listedTool` vouches for what we use of a tool; its other members are passed on.
  return listed.filter((tool) => listedTool.safeParse(tool).success) as Tool[]
}
