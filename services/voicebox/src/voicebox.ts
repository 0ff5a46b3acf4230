import type {
  Principal,
  RealtimeSession,
  SpeechUsage,
  VoiceboxClip,
  VoiceboxStatus,
  VoiceboxVoice,
} from '@patchbay/contract'
import type { Database } from '@patchbay/service-kit'
import type { Voices } from '@patchbay/speech'
import type { Signer } from './clips/clip-links.ts'
import type { Asker } from './owner.ts'

/** What the voicebox needs of the outside. */
export interface VoiceboxDeps {
  db: Database
  voices: Voices
  now: () => Date
  limits: VoiceboxLimits
  /** Where sounds are kept. Without one they are in the database, where several processes have them. */
  clipFolder?: string | undefined
  /** Signs the addresses of clips. */
  signer: Signer
  /** The origin that others see. */
  publicUrl: () => string
  /** Makes a realtime session for somebody; without it `create_realtime_session` says that there are none. */
  makeRealtimeSession?: MakeRealtimeSession | undefined
  /** Hears of errors that nobody waits for. */
  onError: (error: unknown) => void
}

export interface VoiceboxLimits {
  /** Characters that a user may have spoken in a month, where nobody set something else for them. */
  quotaCharacters: number
  /** How long a clip is kept, in ms. */
  clipLifeMs: number
  /** How much is kept of one user's clips, in bytes. */
  clipBytes: number
}

interface RealtimeSessionAsked {
  /** Who answers, by their slug. */
  agent?: string | undefined
  voice?: string | undefined
  instructions?: string | undefined
}

/** @throws {PatchbayError} Where they may not. */
export type MakeRealtimeSession = (principal: Principal, asked: RealtimeSessionAsked) => Promise<RealtimeSession>

interface SpeakAsked {
  text: string
  voiceId: string
  /** 1 is the voice's own pace. */
  speed: number
  signal: AbortSignal
  /** Hears how many of how many characters are spoken. */
  onProgress?: (spoken: number, of: number) => void
}

/** A clip's file, to be sent; `read` takes a piece of it. */
export interface ClipFile {
  bytes: number
  /** @param from - The first byte. @param to - Behind the last byte. */
  read(from: number, to: number): AsyncIterable<Uint8Array>
}

/** The voicebox for programs in this process: what its tools do, and what a console shows. Refusals are `ToolError`s with a code. */
export interface Voicebox {
  readonly limits: VoiceboxLimits
  listVoices(language?: string): Promise<VoiceboxVoice[]>
  /** @throws {ToolError} Where there is none of that name, with the nearest ones. */
  findVoice(voiceId: string): Promise<VoiceboxVoice>
  /** A voice introduces itself, counted to nobody. @returns A WAV file. */
  sampleOf(voiceId: string): Promise<Uint8Array>
  /** @returns The clip, and its file where that is small enough to travel in an answer. */
  speak(asker: Asker | undefined, asked: SpeakAsked): Promise<{ clip: VoiceboxClip; file: Uint8Array | undefined }>
  listClips(asker: Asker | undefined): Promise<VoiceboxClip[]>
  readClip(asker: Asker | undefined, clipId: string): Promise<{ clip: VoiceboxClip; file: ClipFile }>
  deleteClip(asker: Asker | undefined, clipId: string): Promise<VoiceboxClip>
  /** An address that plays a clip for a while, to whoever has it. */
  linkTo(asker: Asker | undefined, clipId: string): Promise<{ url: string; expires_at: string }>
  /** Opens such an address. */
  followLink(clipId: string, expires: number, signature: string): Promise<ClipFile>
  usageOf(asker: Asker | undefined): Promise<SpeechUsage>
  /** @param characters - A month; null: as for everybody. */
  setQuota(userId: number, characters: number | null): Promise<SpeechUsage>
  status(): Promise<VoiceboxStatus>
  readonly makeRealtimeSession: MakeRealtimeSession | undefined
  /** Deletes what is a user's: they are gone. */
  forgetUser(userId: number): Promise<void>
}
