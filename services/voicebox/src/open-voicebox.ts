import { countCharacters } from '@patchbay/contract'
import { eq } from 'drizzle-orm'
import { createClipLinks } from './clips/clip-links.ts'
import { describeClip, type ClipRow } from './clips/clip-row.ts'
import { fileBytes } from './clips/clip-size.ts'
import { dropClips } from './clips/drop-clips.ts'
import { openClipSounds } from './clips/open-clip-sounds.ts'
import { findClip, listClips, readFile } from './clips/read-clip.ts'
import { makeRoom, sweepOld } from './clips/sweep-clips.ts'
import { forgetUser } from './forget-user.ts'
import { ownerOf } from './owner.ts'
import { readStatus } from './read-status.ts'
import { clips } from './schema/clips.ts'
import { createSpeechQueue } from './speech/speech-queue.ts'
import { speakText } from './speech/speak-text.ts'
import { createMeter, type Spoken } from './usage/meter.ts'
import { createSamples } from './voices/create-samples.ts'
import { createVoiceBook } from './voices/voice-book.ts'
import type { ClipFile, Voicebox, VoiceboxDeps } from './voicebox.ts'

/** How often what is old is thrown away, in ms. */
const SWEEP_MS = 3600 * 1000

/** Opens the voicebox, its voices written down. */
export async function openVoicebox(deps: VoiceboxDeps): Promise<Voicebox> {
  const { db, voices, now, limits, clipFolder, publicUrl, onError } = deps
  const sounds = await openClipSounds(db, clipFolder)
  const book = createVoiceBook(db, voices)
  await book.keepInStep()
  const samples = createSamples(voices)
  const queue = createSpeechQueue()
  const meter = createMeter(db, limits.quotaCharacters, now)
  const links = createClipLinks(deps.signer, now)
  const sweep = () => sweepOld(db, sounds, now(), limits.clipLifeMs).catch(onError)
  let sweeping = sweep()
  const timer = setInterval(() => void (sweeping = sweep()), SWEEP_MS).unref()

  const describe = (row: ClipRow) => describeClip(row, limits.clipLifeMs)
  const since = () => new Date(now().getTime() - limits.clipLifeMs)
  const fileOf = (row: ClipRow): ClipFile => ({
    bytes: fileBytes(row),
    read: (from, to) => readFile(sounds, row, from, to),
  })

  return {
    limits,
    makeRealtimeSession: deps.makeRealtimeSession,
    listVoices: (language) => book.list(language),
    findVoice: (voiceId) => book.find(voiceId),
    sampleOf: async (voiceId) => samples.of(await book.find(voiceId)),
    async speak(asker, { text, voiceId, speed, signal, onProgress }) {
      const owner = ownerOf(asker)
      // Before anything is waited for, so that one's texts keep their order.
      using turn = queue.take(owner.key)
      const voice = await book.find(voiceId)
      const all = countCharacters(text)
      const reservation = await meter.reserve(owner.userId, all)
      let spoken: Spoken = { characters: 0, seconds: 0 }
      try {
        await turn.come(signal)
        const { row, file } = await speakText({
          db,
          sounds,
          voices,
          now,
          owner,
          voice,
          text,
          speed,
          signal,
          onSpoken(done) {
            spoken = done
            onProgress?.(done.characters, all)
          },
        })
        await makeRoom(db, sounds, owner.userId, limits.clipBytes)
        return { clip: describe(row), file }
      } finally {
        await reservation.settle(spoken)
      }
    },
    async listClips(asker) {
      return (await listClips(db, ownerOf(asker), since())).map(describe)
    },
    async readClip(asker, clipId) {
      const row = await findClip(db, ownerOf(asker), clipId, since())
      return { clip: describe(row), file: fileOf(row) }
    },
    async deleteClip(asker, clipId) {
      const row = await findClip(db, ownerOf(asker), clipId, since())
      await dropClips(db, sounds, eq(clips.id, row.id))
      return describe(row)
    },
    async linkTo(asker, clipId) {
      const row = await findClip(db, ownerOf(asker), clipId, since())
      const { path, expiresAt } = links.make(row.id)
      return { url: publicUrl() + path, expires_at: expiresAt.toISOString() }
    },
    async followLink(clipId, expires, signature) {
      links.check(clipId, expires, signature)
      return fileOf(await findClip(db, undefined, clipId, since()))
    },
    usageOf: async (asker) => meter.read(ownerOf(asker).userId),
    async setQuota(userId, characters) {
      await meter.setQuota(userId, characters)
      return meter.read(userId)
    },
    status: () => readStatus(deps, book),
    forgetUser: (userId) => forgetUser(db, sounds, userId),
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await sweeping
    },
  }
}
