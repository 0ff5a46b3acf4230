import type { Store } from '../store/store.ts'
import type { ToolCallRow } from './tool-call-row.ts'
import { insertEnded } from './tool-call-statements.ts'

/** How long a finished call may wait to be written with others, in ms. */
const BATCH_MS = 100

/** Rows in one statement: a batch must not hold the thread for long. */
const AT_ONCE = 500

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

  /** One statement at a time, until nothing waits. */
  function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    writing ??= writeAll().finally(() => (writing = undefined))
    return writing
  }

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const rows = waiting.splice(0, AT_ONCE).map((make) => make())
      await insertAll(rows)
    }
  }

  /** A row that the store refuses takes no other with it. */
  async function insertAll(rows: ToolCallRow[]): Promise<void> {
    try {
      await db.execute(insertEnded(rows))
    } catch (error) {
      if (rows.length === 1) return onError(error)
      for (const row of rows) await insertAll([row])
    }
  }

  return {
    add(make) {
      waiting.push(make)
      if (waiting.length > MAX_WAITING) {
        waiting = waiting.slice(-MAX_WAITING)
        onError(new Error('The store is too slow for the audit: a tool call was not written down'))
      }
      timer ??= setTimeout(() => void flush(), BATCH_MS)
    },
    async [Symbol.asyncDispose]() {
      while (waiting.length > 0 || writing) await flush()
    },
  }
}
