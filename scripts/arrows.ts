import type { OxlintOverride } from 'oxlint'

// Who may import whom. Arrows go one way: this table is the whole of it, and the linter reports everything else.

const packages = ['contract', 'client', 'realtime', 'speech', 'service-kit', 'engine', 'livekit']
const services = ['club', 'library', 'voicebox']
const service = ['contract', 'service-kit', 'speech']

/** For each workspace, which others of ours it may import. A workspace that is not here yet is listed all the same. */
export const workspaceArrows: Record<string, readonly string[]> = {
  'packages/contract': [],
  'packages/client': ['contract'],
  'packages/realtime': ['contract'],
  'packages/speech': ['contract'],
  'packages/service-kit': ['contract'],
  'packages/engine': ['contract', 'realtime', 'speech'],
  'packages/livekit': ['contract', 'client', 'realtime'],
  'services/club': service,
  'services/library': service,
  'services/voicebox': service,
  'apps/console': ['contract', 'client', 'realtime'],
  'apps/livekit-agent': ['livekit', 'contract', 'client', 'realtime'],
  'apps/gateway': [...packages, ...services],
  'tests/support': ['contract', 'service-kit'],
  'tests/e2e': ['contract', 'client', 'realtime', 'livekit', 'speech', 'test-support'],
  'tests/conformance': ['contract', 'client', 'test-support'],
}

/** What a workspace's tests may import besides: what they start, and the services on which the engine's rules are tried. */
export function testArrows(workspace: string): readonly string[] {
  return workspace === 'packages/engine' ? ['test-support', 'club', 'library'] : ['test-support']
}

/** For each room of the gateway, which other rooms it may import. */
export const roomArrows: Record<string, readonly string[]> = {
  doors: ['identity', 'hub'],
  identity: ['store', 'bus'],
  hub: ['upstreams', 'store', 'bus'],
  upstreams: ['store', 'bus'],
  voice: ['hub', 'identity', 'store', 'bus'],
  verify: ['upstreams', 'store'],
  api: ['identity', 'hub', 'upstreams', 'voice', 'store', 'bus'],
  narration: ['store'],
  store: [],
  bus: [],
}

/** The gateway's ways in, and which files above the rooms each may import; `gateway.ts` and `worker.ts` may import everything. */
const entryArrows: Record<string, readonly string[]> = {
  main: ['start'],
  start: ['gateway'],
  models: [],
  cli: ['gateway', 'start', 'worker', 'models'],
}

interface Pattern {
  regex: string
  message: string
  allowTypeImports?: boolean
}

const gateway = 'apps/gateway'
const aboveRooms = ['gateway', 'worker', ...Object.keys(entryArrows)]
const rooms = Object.keys(roomArrows)
const workspaces = Object.keys(workspaceArrows)

/** The linter's overrides that hold every arrow; a later one replaces an earlier one for the files that it names. */
export function arrowOverrides(): OxlintOverride[] {
  const entries = Object.keys(entryArrows)
  return [
    ...workspaces.map((workspace) => restrict([`${workspace}/**`], packagePatterns(workspace))),
    restrict([`${gateway}/src/*.ts`], [...packagePatterns(gateway), ...entryPatterns([])]),
    restrict([`${gateway}/src/gateway.ts`, `${gateway}/src/worker.ts`], packagePatterns(gateway)),
    ...entries.map((entry) =>
      restrict(
        [`${gateway}/src/${entry}.ts`, `${gateway}/src/${entry}/**`],
        [...packagePatterns(gateway), ...entryPatterns([entry, ...(entryArrows[entry] ?? [])])],
      ),
    ),
    ...rooms.map((room) =>
      restrict([`${gateway}/src/${room}/**`], [...packagePatterns(gateway), ...roomPatterns(room)]),
    ),
    // A test may set up what its subject must not know.
    ...workspaces.map((workspace) =>
      restrict(
        [`${workspace}/**/*.{test,bench}.{ts,tsx}`, `${workspace}/**/testing/**`, `${workspace}/test/**`],
        packagePatterns(workspace, testArrows(workspace)),
      ),
    ),
  ]
}

function restrict(files: string[], patterns: Pattern[]): OxlintOverride {
  return { files, rules: { 'no-restricted-imports': ['error', { patterns }] } }
}

/** Every workspace of ours but the allowed ones, by its name and by a path that leaves the workspace. */
function packagePatterns(workspace: string, alsoAllowed: readonly string[] = []): Pattern[] {
  const allowed = new Set([nameOf(workspace), ...(workspaceArrows[workspace] ?? []), ...alsoAllowed])
  const denied = workspaces.map(nameOf).filter((name) => !allowed.has(name))
  return [
    {
      regex: `^@patchbay/(${denied.join('|')})(/|$)`,
      message: `${workspace} must not import this: see scripts/arrows.ts.`,
    },
    {
      regex: '^(\\./)?(\\.\\./)+([a-z0-9-]+/)+src/',
      message: 'Import another workspace by its name.',
    },
  ]
}

/** A workspace's name behind `@patchbay/`. */
export function nameOf(workspace: string): string {
  return workspace === 'tests/support' ? 'test-support' : workspace.slice(workspace.indexOf('/') + 1)
}

/** For a room: the other rooms that it must not know, and the files above the rooms. */
function roomPatterns(room: string): Pattern[] {
  const denied = rooms.filter((other) => other !== room && !roomArrows[room]?.includes(other))
  return [
    { regex: above(`(${denied.join('|')})/`), message: `${room} must not import this room: see scripts/arrows.ts.` },
    { regex: above(`(${aboveRooms.join('|')})(\\.ts$|/)`), message: 'No room imports what is above the rooms.' },
    { regex: above('config\\.ts$'), message: 'A room takes its settings as parameters.', allowTypeImports: true },
  ]
}

/** For a file above the rooms: no room, and of its neighbours only the allowed ones. */
function entryPatterns(allowed: readonly string[]): Pattern[] {
  const denied = aboveRooms.filter((name) => !allowed.includes(name))
  return [
    { regex: `^(\\./|(\\.\\./)+)(${rooms.join('|')})/`, message: 'Only gateway.ts and worker.ts know the rooms.' },
    { regex: `^(\\./|(\\.\\./)+)(${denied.join('|')})(\\.ts$|/)`, message: 'See scripts/arrows.ts.' },
  ]
}

/** Matches a relative path that goes up and then into `target`. */
function above(target: string): string {
  return `^(\\./)?(\\.\\./)+(src/)?${target}`
}
