import { setImmediate as turn } from 'node:timers/promises'
import type { Store } from '../store/store.ts'
import type { ToolCallRow } from './tool-call-row.ts'
import { copyEnded, insertEndedAgain } from './tool-call-statements.ts'

/** How long a finished call may wait to be written with others, in ms. */
const BATCH_MS = 100

/** Rows in one statement. It holds the thread of the embedded store, and calls wait for it. */
const AT_ONCE = 100

/** Rows that wait at most; behind that the oldest are lost rather than the gateway's memory. */
const MAX_WAITING = 20_000

/** Writes rows of the audit together, behind the answers. */
export interface RowBatch extends AsyncDisposable {
  /** @param make - Is called when the row is written: putting it together is nothing that an answer waits for. */
  add(make: () => ToolCallRow): void
}

export function createRowBatch(db: Store['db'], onError: (error: unknown) => void): RowBatch {
  let waiting: (() => ToolCallRow)[] = []
  let writing: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  /** As many as one statement takes are written now, fewer after a while. */
  function look(): void {
    if (writing || waiting.length === 0) return
    if (waiting.length >= AT_ONCE) write()
    else timer ??= setTimeout(write, BATCH_MS)
  }

  function write(): void {
    clearTimeout(timer)
    timer = undefined
    writing = writeSome()
      .catch(onError)
      .finally(() => {
        writing = undefined
        look()
      })
  }

  async function writeSome(): Promise<void> {
    // What has just come in goes first, and between two statements whatever has come in meanwhile.
    await turn()
    const rows = waiting.splice(0, AT_ONCE).map((make) => make())
    try {
      await copyEnded(db, rows)
    } catch {
      // A row that the store refuses takes no other with it.
      for (const row of rows) await db.execute(insertEndedAgain(row)).catch(onError)
    }
  }

  return {
    add(make) {
      waiting.push(make)
      if (waiting.length > MAX_WAITING) {
        waiting = waiting.slice(-MAX_WAITING)
        onError(new Error('The store is too slow for the audit: a tool call was not written down'))
      }
      look()
    },
    async [Symbol.asyncDispose]() {
      while (waiting.length > 0 || writing) {
        if (!writing) write()
        await writing
      }
    },
  }
}
