import type { Library } from '@patchbay/library'
import type { MeasuredVoices } from '@patchbay/speech'
import type { Voicebox } from '@patchbay/voicebox'
import type { ClubCallers, ClubWeek, Principal, Verification } from '@patchbay/contract'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Bus } from '../bus/bus.ts'
import type { Hub } from '../hub/hub.ts'
import type { Identity } from '../identity/identity.ts'
import type { OpenConnections } from '../identity/open-connections.ts'
import type { AuditLog } from '../store/audit-log.ts'
import type { KeyRing } from '../store/key-ring.ts'
import type { Store } from '../store/store.ts'
import type { Guard } from '../upstreams/guard.ts'
import type { SignInFlow } from '../upstreams/sign-in/sign-in-flow.ts'
import type { Upstreams } from '../upstreams/upstream.ts'
import type { VoiceRoom } from '../voice/open-voice-room.ts'

/** What the routes need. */
export interface ApiContext {
  store: Store
  bus: Bus
  identity: Identity
  hub: Hub
  connections: OpenConnections
  upstreams: Upstreams
  keyRing: KeyRing
  guard: Guard
  auditLog: AuditLog
  /** Writes down what a principal did to the configuration. */
  audit: (
    principal: Pick<Principal, 'userId' | 'name'>,
    type: string,
    subject: string,
    sentence: string,
    details?: Record<string, unknown>,
  ) => void
  signInFlow: SignInFlow
  /** How stdio servers may be started. */
  stdioAllow: readonly string[]
  apiCallsPerMinute: number
  /** The data folder, an absolute path. */
  dataDir: string
  voice: VoiceRoom
  speaking: Pick<MeasuredVoices, 'live' | 'figures'>
  club: {
    listCallers(): Promise<ClubCallers>
    readWeek(from: string | undefined): Promise<ClubWeek>
  }
  library: Library
  /** The paths that an access token for the library is for, its MCP mount's first. */
  libraryResources: readonly string[]
  /** Tries the store and every tool on it, and changes nothing. */
  verify: () => Promise<Verification>
  voicebox: Voicebox
  version: string
  /** The demonstration caller's number, where the demonstration club is seeded. */
  demoCaller: string | null
  sessionsPerMinute: number
  /** What one address may ask of the authorization server in a minute. */
  oauthPerMinute: { register: number; authorize: number; token: number }
  /** Counts a try to come in by each of its keys; throws `RATE_LIMITED`. */
  countSignIn: (...keys: string[]) => void
  /** The origin that others see; known once the gateway listens. */
  publicUrl: () => string
  /** Whether the gateway still takes work. */
  ready: () => boolean
  /** Milliseconds since 1970. */
  now: () => number
}

/** Fastify, with routes typed by their zod schemas. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>
