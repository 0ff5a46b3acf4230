import { getTableColumns, inArray, sql, type SQL } from 'drizzle-orm'
import { toolCalls } from '../store/schema/tool-calls.ts'
import type { Ending, ToolCallRow } from './tool-call-row.ts'

// Statements for many rows at once. The rows are one JSON parameter: thousands of parameters cost more to read than to run.

const all = Object.entries(getTableColumns(toolCalls))
type Column = (typeof all)[number]

const columnsBut = (...members: (keyof ToolCallRow)[]) =>
  all.filter(([member]) => !(members as string[]).includes(member))

/** The columns that a finished call of the audit fills; the others are empty, or have their default. */
const ofAudit = columnsBut('reuseKey', 'result', 'heardAt')
/** The columns that a call fills before it is sent. */
const ofIntent = columnsBut('outcome', 'result', 'resultText', 'error', 'heardAt', 'endedAt', 'durationMs')
const ofEnding = columnsOf('id', 'status', 'outcome', 'result', 'resultText', 'error', 'endedAt', 'durationMs')

function columnsOf(...members: (keyof ToolCallRow)[]): Column[] {
  return all.filter(([member]) => (members as string[]).includes(member))
}

const join = (columns: Column[], write: (name: string, type: string) => string) =>
  sql.raw(columns.map(([, column]) => write(column.name, column.getSQLType())).join(', '))

/** The rows as a table named `row`. */
function recordset(columns: Column[], rows: Partial<ToolCallRow>[]): SQL {
  const written = rows.map((row) => {
    const named: Record<string, unknown> = {}
    for (const [member, column] of columns) {
      const value = row[member as keyof ToolCallRow]
      if (value !== null) named[column.name] = value
    }
    return named
  })
  const types = join(columns, (name, type) => `"${name}" ${type}`)
  return sql`json_to_recordset(${JSON.stringify(written)}::json) as row(${types})`
}

function insert(columns: Column[], rows: ToolCallRow[]): SQL {
  const names = join(columns, (name) => `"${name}"`)
  return sql`insert into ${toolCalls} (${names}) select ${names} from ${recordset(columns, rows)} on conflict do nothing`
}

/** Writes calls that have ended. */
export function insertEnded(rows: ToolCallRow[]): SQL {
  return insert(ofAudit, rows)
}

/** Writes calls before they are sent. Gives the ids of those whose key was free. */
export function insertIntended(rows: ToolCallRow[]): SQL {
  return sql`${insert(ofIntent, rows)} returning ${toolCalls.id} as id`
}

/** How an intended call ended. */
export type Settled = Ending & Pick<ToolCallRow, 'id' | 'result'>

/** Writes how calls ended. Gives the ids of those that nothing else had settled meanwhile. */
export function updateSettled(rows: Settled[]): SQL {
  const set = join(
    ofEnding.filter(([member]) => member !== 'id'),
    (name) => `"${name}" = row."${name}"`,
  )
  // That the planner looks them up, however many it takes a recordset to have.
  const known = inArray(
    toolCalls.id,
    rows.map(({ id }) => id),
  )
  return sql`update ${toolCalls} set ${set} from ${recordset(ofEnding, rows)}
    where ${known} and ${toolCalls.id} = row.id and ${toolCalls.status} in ('running', 'unknown')
    returning ${toolCalls.id} as id`
}
