import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { lookUpCaller } from '@patchbay/club'
import { createOfflineBrain } from '@patchbay/engine'
import { buildConsole } from './api/build-console.ts'
import { consolePage } from './api/console-page.ts'
import { createApi } from './api/create-api.ts'
import { createSignInRate } from './api/sign-in-rate.ts'
import { createMemoryBus } from './bus/memory.ts'
import { publishNotice } from './bus/publish-notice.ts'
import type { Config } from './config.ts'
import { createServices, serviceMigrations, serviceTable } from './create-services.ts'
import { checkOrigin } from './doors/check-origin.ts'
import { listenLocally, readLocalSocket, type LocalSocket } from './doors/local-socket.ts'
import { mountPathsOf, oauthMounts, resourcesOfService } from './doors/mounts.ts'
import { closeServer, listenOn } from './doors/listen.ts'
import { openDoors } from './doors/open-doors.ts'
import { createFront } from './doors/front.ts'
import type { GatewayOptions } from './gateway-options.ts'
import { openHub } from './hub/open-hub.ts'
import { endCall } from './identity/calls.ts'
import { openIdentity } from './identity/identity.ts'
import { refusedKeys } from './identity/refused-keys.ts'
import { createOpenConnections } from './identity/open-connections.ts'
import { keysOf } from './keys-of.ts'
import { openNarrator } from './narration/open-narrator.ts'
import { keepDemoSeeded } from './seed-demo.ts'
import { createAuditLog } from './store/audit-log.ts'
import { openKeyRing } from './store/key-ring.ts'
import { openStore } from './store/open-store.ts'
import { connectGuarded } from './upstreams/connect-guarded.ts'
import { createGuard } from './upstreams/guard.ts'
import { guardedFetch } from './upstreams/guarded-fetch.ts'
import { openUpstreams } from './upstreams/open-upstreams.ts'
import { createSignInFlow } from './upstreams/sign-in/sign-in-flow.ts'
import { createStartProcess } from './upstreams/stdio/start-process.ts'
import { verifyAlone } from './verify/verify-alone.ts'
import { verifyStore } from './verify/verify-store.ts'
import { createLanguageModel } from './voice/create-language-model.ts'
import { openHearing } from './voice/open-hearing.ts'
import { openSpeaking } from './voice/open-speaking.ts'
import { openVoiceRoom } from './voice/open-voice-room.ts'
import { voiceboxDeps } from './voice/voicebox-deps.ts'

const VERSION = '0.1.0'

/** Whoever runs the gateway: is told of what concerns nobody else. */
const FIRST_USER = 1

/** What the command line needs of the rooms. */
export { checkOrigin, mountPathsOf, readLocalSocket, verifyAlone, type LocalSocket }

const DEMO_CALLER = '+5511999999999'

/** How long calls that are under way may take to end when the gateway stops, in ms. */
const DRAIN_MS = 10_000

export interface Gateway extends AsyncDisposable {
  /** Where it listens, where it does. */
  address: AddressInfo | undefined
  /** The origin that others see. */
  publicUrl: string
  demoCaller: string | null
  local: LocalSocket
  /** @returns A link that signs the first user in, once. */
  makeSignInLink(): Promise<string>
}

/**
 * Opens every room and connects them.
 *
 * @throws {StartError} Where the folder, the database or the port cannot be used.
 */
export async function openGateway(config: Config, options: GatewayOptions): Promise<Gateway> {
  const { log, listen, speaks = listen, console: servesConsole = listen, services = [], now = Date.now } = options
  await using opening = new AsyncDisposableStack()
  const onError = (error: unknown) => log.error({ err: error }, 'unexpected error')
  let state: 'opening' | 'ready' | 'stopping' = 'opening'
  let publicUrl = config.publicUrl ?? `http://localhost:${config.port}`
  const bus = createMemoryBus()
  const { dataDir, databaseUrl, clubTimezone: timezone } = config
  const store = opening.use(await openStore({ dataDir, databaseUrl, migrations: serviceMigrations, onError }))
  const { db } = store
  const clock = () => new Date(now())
  // A command on a database that others share passes by, with an environment of its own.
  if (config.demo && (listen || store.kind === 'embedded')) {
    opening.use(await keepDemoSeeded(db, { now: clock, timezone }, onError))
  }

  const auditLog = opening.use(
    createAuditLog({
      store,
      now,
      publish: (userId, event) => publishNotice(bus, userId ?? FIRST_USER, event),
      onError,
    }),
  )
  const keyRing = openKeyRing({ secretsKey: config.secretsKey, dataDir })
  const guard = opening.use(createGuard(config.upstreamAllow))
  const identity = opening.use(
    await openIdentity({
      store,
      keyRing,
      oauth: { ...oauthMounts, publicUrl: () => publicUrl, fetch: guardedFetch(guard) },
      bus,
      now,
      defaultCountry: config.defaultCountry,
      oidc: config.oidc,
      environmentKeys: keysOf(config, listen),
      lookUpCaller: (phone) => lookUpCaller(db, phone),
      onManyRefused: (count) => auditLog.record(refusedKeys(count)),
      onError,
    }),
  )
  const connections = opening.use(createOpenConnections(bus, now))
  const about = { db, now: clock, timezone }
  const { brain, writer } = createLanguageModel(config.llm, about)
  const voices = opening.use(await openSpeaking(speaks ? config : undefined, log))
  const narrator = opening.use(
    await openNarrator({ store, voices, temporal: config.temporal, resumes: listen, now: clock, onError }),
  )
  const box = voiceboxDeps({ config, listen, keyRing, voices, voiceRoom: () => voice, publicUrl: () => publicUrl })
  const own = opening.use(await createServices(about, { writer, narrator }, onError, box))
  const upstreams = opening.use(
    await openUpstreams({
      store,
      bus,
      keyRing,
      auditLog,
      guard,
      services: [...own.servers, ...services],
      ownerId: identity.firstUser.id,
      publicUrl: () => publicUrl,
      startProcess: createStartProcess({ store, dataDir, allowed: config.stdioAllow, sandbox: config.stdioSandbox }),
      now,
      onError,
    }),
  )
  const hub = opening.use(
    await openHub({
      store,
      bus,
      upstreams,
      auditLog,
      connects: listen,
      callsPerMinute: config.callsPerMinute,
      userCallsPerMinute: config.userCallsPerMinute,
      publicUrl: () => publicUrl,
      now,
      onError,
    }),
  )
  opening.defer(
    bus.subscribe('call.hang_up', ({ callId }) => {
      endCall(store, bus, callId, clock(), 'hang_up').catch(onError)
    }),
  )
  const signInFlow = createSignInFlow({ store, bus, keyRing, guard, upstreams, publicUrl: () => publicUrl, now })
  const sessionRate = bus.rateLimit('session-messages', config.messagesPerMinute)
  const messageRate = bus.rateLimit('messages', config.callsPerMinute)
  const doors = opening.use(
    openDoors({
      hub,
      identity,
      connections,
      version: VERSION,
      publicUrl: () => publicUrl,
      countSessionMessage: ({ credentialId }) => sessionRate.consume(credentialId),
      countMessage: ({ credentialId }) => messageRate.consume(credentialId),
      now,
      onClientError: (error) => log.debug({ err: error }, 'a connection failed'),
      onError,
    }),
  )

  const hearing = opening.use(await openHearing(listen ? config.ears : undefined, log))
  const voice = opening.use(
    openVoiceRoom({
      store,
      bus,
      hub,
      identity,
      connections,
      brain: brain ?? createOfflineBrain(),
      voice: voices.live,
      hearing,
      connectMcp: (server) => connectGuarded(guard, server),
      timezone,
      publicUrl: () => publicUrl,
      now,
      onError,
    }),
  )

  const demoCaller = config.demo ? DEMO_CALLER : null
  const front = createFront({
    doors,
    upgradeVoice: (req, socket, head) => voice.upgrade(req, socket, head),
    host: config.host,
    publicUrl: () => publicUrl,
    isStopping: () => state === 'stopping',
    onError,
  })

  const api = await createApi({
    createServer(fastify) {
      front.handOn(fastify)
      return front.server
    },
    logger: log,
    trustedProxies: config.trustedProxies,
    store,
    bus,
    identity,
    hub,
    connections,
    upstreams,
    keyRing,
    guard,
    auditLog,
    audit: ({ userId, name }, type, subject, sentence, details = {}) =>
      auditLog.record({ userId, type, severity: 'info', actor: name, subject, sentence, details }),
    signInFlow,
    stdioAllow: config.stdioAllow,
    apiCallsPerMinute: config.callsPerMinute,
    dataDir,
    voice,
    speaking: voices,
    club: own.club,
    library: own.library,
    libraryResources: resourcesOfService('library'),
    verify: () => verifyStore({ store, ...serviceTable({ now: clock, timezone }, box), demo: config.demo, now: clock }),
    voicebox: own.voicebox,
    version: VERSION,
    demoCaller,
    sessionsPerMinute: config.sessionsPerMinute,
    oauthPerMinute: config.oauthPerMinute,
    countSignIn: createSignInRate(bus, config.signInsPerMinute),
    publicUrl: () => publicUrl,
    ready: () => state === 'ready',
    now,
  })
  if (servesConsole) {
    const built = buildConsole(() => log.info('building the console, once'))
    built.then(
      () => log.info('the console is ready'),
      (error: unknown) => log.error({ err: error }, 'the console could not be built'),
    )
    await consolePage(api, built)
  }
  await api.ready()
  opening.defer(() => api.close())

  const localDir = databaseUrl === undefined ? dataDir : mkdtempSync(join(tmpdir(), 'patchbay-'))
  if (databaseUrl !== undefined) opening.defer(() => rmSync(localDir, { recursive: true, force: true }))
  const local = opening.use(
    await listenLocally(front.localServer, localDir, { token: identity.localToken, started: listen }),
  )
  opening.defer(() => closeServer(front.localServer))
  if (listen) {
    await listenOn(front.server, config)
    opening.defer(() => closeServer(front.server))
  }
  const address = front.server.address()
  const tcp = typeof address === 'object' && address !== null ? address : undefined
  if (tcp && config.publicUrl === undefined) publicUrl = `http://localhost:${tcp.port}`
  state = 'ready'

  const opened = opening.move()
  return {
    address: tcp,
    publicUrl,
    demoCaller,
    local,
    makeSignInLink: async () =>
      `${publicUrl}/sign-in#code=${await identity.consoleSessions.makeLink(identity.firstUser.id)}`,
    async [Symbol.asyncDispose]() {
      state = 'stopping'
      // Whoever waits for an answer gets it; then streams end, each with the reason.
      await Promise.race([hub.idle(), wait(DRAIN_MS, undefined, { ref: false })])
      connections.closeAll('stopping')
      await opened.disposeAsync()
    },
  }
}
