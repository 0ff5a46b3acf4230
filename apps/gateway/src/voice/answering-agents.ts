import { PatchbayError, type AnsweringAgent, type Principal } from '@patchbay/contract'
import type { Hub } from '../hub/hub.ts'
import type { Toolset } from '../hub/toolset.ts'

/** Who answers a call, and with what. */
export interface Answering extends AnsweringAgent {
  instructions: string
  toolset: Toolset
  /** The path of its mount. */
  path: string
}

/** Answers a caller where no agent was chosen. */
export const clubAgent: Answering = {
  slug: 'club',
  name: 'Beyond The Club',
  about: 'Surf and tennis: what is free, and bookings for the caller’s members',
  caller: 'required',
  instructions: 'You answer the phone of a surf and tennis club. Read every booking back before you make it.',
  toolset: { kind: 'service', service: 'club' },
  path: '/club',
}

const libraryAgent: Answering = {
  slug: 'library',
  name: 'Storytime',
  about: 'Audiobooks: what was said and found in them, and in which chapter',
  caller: 'none',
  instructions:
    'You answer questions about audiobooks from their passages alone, and say the chapter of what you quote.',
  toolset: { kind: 'service', service: 'library' },
  path: '/mcp-server',
}

/** Every user has them: an agent for one service each. One that the user made under the same name comes first. */
const shared: readonly Answering[] = [clubAgent, libraryAgent]

/** Those who can answer a user's call. A credential of one agent reaches that agent alone. */
export async function listAnswering(hub: Hub, { userId, agentId }: Principal): Promise<AnsweringAgent[]> {
  const made = await hub.agents.list(userId)
  const theirs = made
    .filter(({ id }) => agentId === undefined || id === agentId)
    .map(({ slug, name }) => ({ slug, name, about: null, caller: 'optional' as const }))
  if (agentId !== undefined) return theirs
  const free = shared.filter(({ slug }) => !theirs.some((agent) => agent.slug === slug))
  return [...free.map(({ slug, name, about, caller }) => ({ slug, name, about, caller })), ...theirs]
}

/**
 * @param slug - One of {@link listAnswering}.
 * @throws {PatchbayError} `NOT_FOUND` for another one, `SCOPE_REQUIRED` where the credential belongs to another agent.
 */
export async function findAnswering(hub: Hub, principal: Principal, slug: string): Promise<Answering> {
  const made = (await hub.agents.list(principal.userId)).find((agent) => agent.slug === slug)
  const found: Answering | undefined = made
    ? {
        slug,
        name: made.name,
        about: null,
        caller: 'optional',
        instructions: made.instructions,
        toolset: { kind: 'agent', slug },
        path: `/agents/${slug}/mcp`,
      }
    : shared.find((agent) => agent.slug === slug)
  if (!found) {
    throw new PatchbayError('NOT_FOUND', `No agent ${slug} answers calls here. Choose one of GET /api/realtime/agents.`)
  }
  hub.requireToolset(principal, found.toolset)
  return found
}
