import type { Database } from '@patchbay/service-kit'
import { getTableColumns, inArray, sql, type SQL } from 'drizzle-orm'
import { copyInto } from '../store/copy-into.ts'
import { toolCalls } from '../store/schema/tool-calls.ts'
import type { Ending, ToolCallRow } from './tool-call-row.ts'

// Statements for many rows at once. Each column is one parameter, an array: thousands of parameters cost more to read than to run.

const all = Object.entries(getTableColumns(toolCalls))
type Column = (typeof all)[number]

/** The columns that a finished call of the audit fills; the others are empty, or have their default. */
const ofAudit = membersBut('reuseKey', 'result', 'heardAt')
/** The columns that a call fills before it is sent. */
const ofIntent = columnsOf(
  ...membersBut('outcome', 'result', 'resultText', 'error', 'heardAt', 'endedAt', 'durationMs'),
)
const ofEnding = columnsOf('id', 'status', 'outcome', 'result', 'resultText', 'error', 'endedAt', 'durationMs')

function membersBut(...members: (keyof ToolCallRow)[]): (keyof ToolCallRow)[] {
  // The table's own.
  return all.map(([member]) => member as keyof ToolCallRow).filter((member) => !members.includes(member))
}

function columnsOf(...members: (keyof ToolCallRow)[]): Column[] {
  return all.filter(([member]) => (members as string[]).includes(member))
}

const join = (columns: Column[], write: (name: string, type: string) => string) =>
  sql.raw(columns.map(([, column]) => write(column.name, column.getSQLType())).join(', '))

/** A value as an element of an array's text (PostgreSQL, arrays, input and output syntax). */
function element(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = typeof value === 'string' ? value : value instanceof Date ? value.toISOString() : JSON.stringify(value)
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`
}

/** The rows as a table named `row`. */
function recordset(columns: Column[], rows: Partial<ToolCallRow>[]): SQL {
  const arrays = columns.map(([member, column]) => {
    const elements = rows.map((row) => element(row[member as keyof ToolCallRow]))
    return sql`${`{${elements.join(',')}}`}::${sql.raw(column.getSQLType())}[]`
  })
  return sql`unnest(${sql.join(arrays, sql`, `)}) as row(${join(columns, (name) => `"${name}"`)})`
}

function insert(columns: Column[], rows: ToolCallRow[]): SQL {
  // What no row has costs nothing.
  const filled = columns.filter(([member]) => rows.some((row) => row[member as keyof ToolCallRow] !== null))
  const names = join(filled, (name) => `"${name}"`)
  return sql`insert into ${toolCalls} (${names}) select ${names} from ${recordset(filled, rows)}`
}

/** Writes calls that have ended, all of them or none. */
export async function copyEnded(db: Database, rows: ToolCallRow[]): Promise<void> {
  await copyInto(db, toolCalls, ofAudit, rows)
}

/** Writes a call that has ended, where an earlier try may have written it. */
export function insertEndedAgain(row: ToolCallRow): SQL {
  return sql`${insert(columnsOf(...ofAudit), [row])} on conflict do nothing`
}

/** Writes calls before they are sent. Gives the ids of those whose key was free. */
export function insertIntended(rows: ToolCallRow[]): SQL {
  return sql`${insert(ofIntent, rows)} on conflict do nothing returning ${toolCalls.id} as id`
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
