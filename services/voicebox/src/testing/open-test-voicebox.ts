import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectService, type ServiceClient } from '@patchbay/test-support/connect-service'
import { openTestDatabase } from '@patchbay/test-support/database'
import type { DatabaseKind } from '@patchbay/test-support/describe-databases'
import { openVoices, type Voices } from '@patchbay/speech'
import { createVoiceboxServer } from '../create-voicebox-server.ts'
import { openVoicebox } from '../open-voicebox.ts'
import type { VoiceboxDeps, VoiceboxLimits } from '../voicebox.ts'
import { voiceboxMigrations } from '../voicebox-migrations.ts'

export const DAY_MS = 24 * 3600 * 1000

const limits: VoiceboxLimits = { quotaCharacters: 100_000, clipLifeMs: 7 * DAY_MS, clipBytes: 256 * 1024 * 1024 }

export interface TestVoiceboxOptions extends Partial<Omit<VoiceboxDeps, 'limits'>> {
  limits?: Partial<VoiceboxLimits>
}

/** A voicebox with a database of its own, the real voices, and a clock that stands still until it is moved. */
export async function openTestVoicebox(kind: DatabaseKind, options: TestVoiceboxOptions = {}) {
  await using opening = new AsyncDisposableStack()
  const { db } = opening.use(await openTestDatabase(kind, [voiceboxMigrations]))
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-voicebox-'))
  opening.defer(() => rm(folder, { recursive: true, force: true }))
  const voices: Voices = opening.use(options.voices ?? (await openVoices()))
  const clock = { now: new Date('2026-11-26T13:00:00Z') }
  const errors: unknown[] = []
  const onError = (error: unknown) => errors.push(error)
  const sign = (text: string) => createHash('sha256').update(`test ${text}`).digest('base64url')
  const deps: VoiceboxDeps = {
    db,
    now: () => clock.now,
    signer: { sign, isSigned: (text, signature) => sign(text) === signature },
    publicUrl: () => 'https://box.example.com',
    onError,
    // As the gateway has it: in a folder beside the embedded store, in a database that is shared.
    clipFolder: kind === 'pglite' ? folder : undefined,
    ...options,
    voices,
    limits: { ...limits, ...options.limits },
  }
  const voicebox = opening.use(await openVoicebox(deps))
  const opened = opening.move()
  return {
    db,
    deps,
    voicebox,
    folder,
    clock,
    /** What went wrong unseen. */
    errors,
    /** A client of the user 1; with a phone, of a caller of theirs. */
    connect: (phone?: string): Promise<ServiceClient> =>
      connectService(createVoiceboxServer({ voicebox, onError }), phone),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

export type TestVoicebox = Awaited<ReturnType<typeof openTestVoicebox>>
