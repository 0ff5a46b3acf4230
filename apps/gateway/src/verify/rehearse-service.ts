import type { McpServer } from '@modelcontextprotocol/server'
import { scopes, type Check, type Principal } from '@patchbay/contract'
import { REHEARSAL_USER, type Database, type Rehearsal, type ServiceProof } from '@patchbay/service-kit'
import { connectInProcess } from '../upstreams/connect-in-process.ts'
import type { Upstream } from '../upstreams/upstream.ts'
import { messageOf } from './message-of.ts'
import { runCheck } from './run-check.ts'
import { sampleArguments } from './sample-arguments.ts'

/** A service of this process, as `createServices` makes it for a database. */
export interface Service extends ServiceProof {
  name: string
  server: McpServer
}

export interface RehearsalOptions {
  db: Database
  now: () => Date
  /** Makes the service anew for a transaction. */
  open: (tx: Database, onError: (error: unknown) => void) => Service
}

/** How long one tool may take, in ms. */
const LIMIT_MS = 30_000

/**
 * Runs every tool of a service for real, as somebody who is nobody, in one transaction that is taken back: no row stays, and
 * a process that is killed in the middle leaves nothing either.
 */
export async function rehearseService({ db, now, open }: RehearsalOptions): Promise<Check[]> {
  const checks: Check[] = []
  const takenBack = new Error('taken back')
  const service = open(db, () => {})
  const { name } = service
  const whole = await runCheck(name, async () => {
    try {
      await db.transaction(async (tx) => {
        const rehearsal = (await service.rehearse?.(tx, now)) ?? { asker: { userId: REHEARSAL_USER }, calls: [] }
        for (const { tool, args, known } of await callsOf(
          open(tx, () => {}),
          rehearsal,
        )) {
          checks.push(await runCheck(`${name}: ${tool}`, () => tryTool(tx, open, rehearsal, tool, args, known)))
        }
        throw takenBack
      })
    } catch (error) {
      if (error !== takenBack) throw error
    }
    return ''
  })
  return whole.ok ? checks : [...checks, { ...whole, name: `${name}: tools` }]
}

/** Every tool that the service lists, those of the rehearsal first and in its order. */
async function callsOf(service: Service, { calls }: Rehearsal) {
  await using upstream = await connectInProcess(service.server)
  const tools = await upstream.listTools()
  const listed = tools.filter(({ name }) => !calls.some(({ tool }) => tool === name))
  const gone = calls.find(({ tool }) => !tools.some(({ name }) => name === tool))
  if (gone) throw new Error(`it has no tool ${gone.tool}`)
  return [
    ...calls.map((call) => ({ ...call, known: true })),
    ...listed.map(({ name, inputSchema }) => ({ tool: name, args: sampleArguments(inputSchema), known: false })),
  ]
}

async function tryTool(
  tx: Database,
  open: RehearsalOptions['open'],
  { asker }: Rehearsal,
  tool: string,
  args: Record<string, unknown>,
  known: boolean,
): Promise<string> {
  // A savepoint: what fails inside the database spoils nothing for the tools after it.
  return tx.transaction(async (inner) => {
    const errors: unknown[] = []
    await using upstream = await connectInProcess(open(inner, (error) => errors.push(error)).server)
    const { isError, text } = await callTool(upstream, tool, args, asker)
    if (errors.length > 0) throw new Error(messageOf(errors[0]))
    // A tool that nobody has arguments for may refuse those that were made up: it has run all the same.
    if (isError && known) throw new Error(text)
    return isError ? `refuses: ${text}` : ''
  })
}

async function callTool(upstream: Upstream, name: string, args: Record<string, unknown>, asker: Rehearsal['asker']) {
  const principal: Principal = {
    kind: asker.caller ? 'caller' : 'user',
    userId: asker.userId,
    name: 'verify',
    scopes,
    proof: 'local',
    credentialId: 'verify',
    ...(asker.caller ? { caller: asker.caller } : {}),
  }
  const { content, isError = false } = await upstream.callTool({
    name,
    arguments: args,
    meta: {},
    principal,
    signal: AbortSignal.timeout(LIMIT_MS),
  })
  const text = content.map((block) => (block.type === 'text' ? block.text : `[${block.type}]`)).join(' ')
  return { isError, text: messageOf(text) }
}
