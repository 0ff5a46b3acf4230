import { countCharacters } from '@patchbay/contract'
import { eq } from 'drizzle-orm'
import { createClipLinks } from './clips/clip-links.ts'
import { describeClip, type ClipRow } from './clips/clip-row.ts'
import { fileBytes } from './clips/clip-size.ts'
import type { ClipSounds } from './clips/clip-sounds.ts'
import { dropClips } from './clips/drop-clips.ts'
import { findClip, listClips, readFile } from './clips/read-clip.ts'
import { makeRoom } from './clips/sweep-clips.ts'
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

/** The voicebox on what is open already; it does nothing that nobody asked for. */
export function createVoicebox(deps: Omit<VoiceboxDeps, 'clipFolder' | 'onError'>, sounds: ClipSounds): Voicebox {
  const { db, voices, now, limits, publicUrl } = deps
  const book = createVoiceBook(db, voices)
  const samples = createSamples(voices)
  const queue = createSpeechQueue()
  const meter = createMeter(db, limits.quotaCharacters, now)
  const links = createClipLinks(deps.signer, now)

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
      await using leaving = new AsyncDisposableStack()
      leaving.defer(() => reservation.settle(spoken))
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
  }
}
