import type { Agent, OfferedServer } from '@patchbay/contract'

/** Something that a client can be connected to. */
export interface Endpoint {
  /** What the page's address calls it: `all`, `agent:front-desk`, `club`. */
  id: string
  label: string
  /** What the client's own list calls the server: small letters, digits and hyphens. */
  serverName: string
  /** Where it speaks Streamable HTTP, from the gateway's origin. */
  path: string
  /** What the command line calls it, where that serves it over stdio. */
  stdioName: string | null
  /** The key may name a phone caller, for whom the tools act. */
  actsForCaller: boolean
  /** The gateway itself asks a person where the agent's policy says so. */
  isAgent: boolean
}

const everything: Endpoint = {
  id: 'all',
  label: 'Everything that you have',
  serverName: 'patchbay',
  path: '/mcp',
  stdioName: 'all',
  actsForCaller: false,
  isAgent: false,
}

/** The services that have an endpoint of their own, by the names under which agents are offered them. */
const services = new Map([
  ['club', { label: 'The club', path: '/club', actsForCaller: true }],
  ['library', { label: 'The library', path: '/mcp-server', actsForCaller: false }],
  ['voicebox', { label: 'The voicebox', path: '/api/v2/mcp', actsForCaller: false }],
])

/** What there is to connect to: everything, the services that this gateway has, and each agent. */
export function listEndpoints(agents: readonly Agent[], offers: readonly OfferedServer[]): Endpoint[] {
  const ofServices = offers.flatMap(({ kind, name }) => {
    const service = kind === 'service' ? services.get(name) : undefined
    return service ? [{ id: name, serverName: name, stdioName: name, isAgent: false, ...service }] : []
  })
  const ofAgents = agents.map(({ name, slug }) => ({
    id: `agent:${slug}`,
    label: `Agent: ${name}`,
    serverName: slug,
    path: `/agents/${slug}/mcp`,
    stdioName: null,
    actsForCaller: false,
    isAgent: true,
  }))
  return [everything, ...ofServices, ...ofAgents]
}
