import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { peers, startBareProxy, startEcho, startGateway, type Contender } from './src/contenders.ts'
import { load, type Loaded } from './src/processes.ts'
import { deadUpstream, faultyUpstream, idleSessions, reconnect, warmUp } from './src/situations.ts'

// npm run bench: the gateway beside its peers and beside a bare Node proxy, interleaved in one run. An absolute figure of a
// shared machine says little; the ratios do.

const quick = process.argv.includes('--quick')
const situations = { warm: warmUp, dead: deadUpstream, faults: faultyUpstream, reconnect, sessions: idleSessions }
/** One situation alone: `npm run bench -- --only=dead`. */
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length)
if (only !== undefined && !(only in situations)) {
  throw new Error(`There is no situation ${only}: give --only= one of ${Object.keys(situations).join(', ')}`)
}
const ROUNDS = quick ? 2 : 5
const CALLS = { one: quick ? 500 : 1_500, many: quick ? 4_000 : 12_000, write: quick ? 300 : 1_000 }
const AT_ONCE = 32
/** V8 has compiled what is called often by then, in every contender. */
const WARM_UP = quick ? 4_000 : 20_000
const folder = new URL('.', import.meta.url).pathname

interface Row {
  name: string
  oneRead: Loaded
  manyRead: Loaded
  manyWrite: Loaded
  /** Microseconds of processor time for a read, 32 at once. */
  cpuUs: number
  memoryMb: number
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

function middle(rounds: Loaded[]): Loaded {
  const of = (member: keyof Loaded) => median(rounds.map((round) => round[member]))
  return {
    p50: of('p50'),
    p99: of('p99'),
    perSecond: of('perSecond'),
    errors: rounds.reduce((sum, { errors }) => sum + errors, 0),
  }
}

/** What was measured, a round each. */
interface Rounds {
  one: Loaded[]
  many: Loaded[]
  write: Loaded[]
  cpu: number[]
}

async function measureAll(contenders: Contender[]): Promise<Row[]> {
  const rounds = new Map<string, Rounds>(
    contenders.map(({ name }) => [name, { one: [], many: [], write: [], cpu: [] }]),
  )
  for (const contender of contenders)
    await load({ ...contender.target, tool: contender.tools.read, atOnce: AT_ONCE, calls: WARM_UP })
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const contender of contenders) {
      const { target, tools, name } = contender
      const kept = rounds.get(name)
      if (!kept) continue
      kept.one.push(await load({ ...target, tool: tools.read, atOnce: 1, calls: CALLS.one }))
      const before = contender.cpu()
      kept.many.push(await load({ ...target, tool: tools.read, atOnce: AT_ONCE, calls: CALLS.many }))
      kept.cpu.push(((contender.cpu() - before) / CALLS.many) * 1_000_000)
      kept.write.push(await load({ ...target, tool: tools.write, atOnce: AT_ONCE, calls: CALLS.write }))
    }
  }
  return contenders.map((contender) => {
    const { name } = contender
    const kept = rounds.get(name)
    return {
      name,
      oneRead: middle(kept?.one ?? []),
      manyRead: middle(kept?.many ?? []),
      manyWrite: middle(kept?.write ?? []),
      cpuUs: median(kept?.cpu ?? []),
      memoryMb: contender.memory(),
    }
  })
}

function print(rows: Row[]): void {
  console.table(
    Object.fromEntries(
      rows.map(({ name, oneRead, manyRead, manyWrite, cpuUs, memoryMb }) => [
        name,
        {
          'p50 ms ×1': oneRead.p50.toFixed(2),
          'p99 ms ×1': oneRead.p99.toFixed(2),
          'calls/s ×1': Math.round(oneRead.perSecond),
          'p50 ms ×32': manyRead.p50.toFixed(2),
          'p99 ms ×32': manyRead.p99.toFixed(2),
          'calls/s ×32': Math.round(manyRead.perSecond),
          'write p50 ×32': manyWrite.p50.toFixed(2),
          'write p99 ×32': manyWrite.p99.toFixed(2),
          'writes/s ×32': Math.round(manyWrite.perSecond),
          'CPU µs/read': Math.round(cpuUs),
          MB: Math.round(memoryMb),
          errors: oneRead.errors + manyRead.errors + manyWrite.errors,
        },
      ]),
    ),
  )
}

function mark(name: string, value: number, isMet: boolean, goal: string): void {
  console.log(`${isMet ? 'met    ' : 'NOT MET'}  ${name}: ${value.toFixed(2)} (goal: ${goal})`)
}

function judge(rows: Row[]): void {
  const find = (name: string) => rows.find((row) => row.name === name)
  const [bare, own, nothing] = [find('bare Node proxy'), find('Patchbay'), find('nothing')]
  if (!bare || !own || !nothing) return
  const share = own.manyRead.perSecond / bare.manyRead.perSecond
  mark("calls a second of the bare proxy's, 32 at once", share, share >= 0.7, 'at least 0.7')
  const added = (row: Row) => Math.max(0.001, row.oneRead.p50 - nothing.oneRead.p50)
  const more = added(own) / added(bare)
  mark("added p50 of the bare proxy's, 1 at once", more, more <= 1.5, 'at most 1.5')
  const others = rows.filter(({ name, oneRead, manyRead }) => name in peers && oneRead.errors + manyRead.errors === 0)
  if (others.length === 0) return
  const latency = added(own) / Math.min(...others.map(added))
  mark("added p50 of the best peer's, 1 at once", latency, latency <= 0.5, 'at most 0.5')
  const cpu = own.cpuUs / Math.min(...others.map(({ cpuUs }) => cpuUs))
  mark("processor time a call of the best peer's", cpu, cpu <= 0.5, 'at most 0.5')
}

if (!existsSync(`${folder}node_modules`)) {
  console.log('installing the peers, once')
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' })
}
await using stack = new AsyncDisposableStack()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => void stack.disposeAsync().finally(() => process.exit(1)))
}
const echo = stack.use(await startEcho())
const contenders: Contender[] = [echo, stack.use(await startBareProxy(echo.port))]
const gateway = stack.use(await startGateway(echo.port))
contenders.push(gateway)
if (!only && !process.argv.includes('--no-peers')) {
  for (const [name, startPeer] of Object.entries(peers)) {
    try {
      contenders.push(stack.use(await startPeer(echo.port)))
    } catch (error) {
      console.log(`left out: ${name}: ${error instanceof Error ? error.message.slice(0, 300) : String(error)}`)
    }
  }
}
if (!only) {
  const rows = await measureAll(contenders)
  print(rows)
  judge(rows)
}
for (const [name, measure] of Object.entries(situations)) {
  if (only ? only === name : !quick) await measure(gateway)
}
