import type { SpeakRequest, Voice } from './voice.ts'

/** One voice that a person can pick. */
export interface VoiceListing {
  /** Such as `af_heart` or `espeak_pt-br`. */
  voiceId: string
  name: string
  /** BCP 47. */
  language: string
  /** What makes it: `kokoro`, `espeak`, `openai`. */
  engine: string
  sampleRateHz: number
  /** False while its model's files are not here. */
  ready: boolean
}

/** How one engine does on this machine. */
export interface EngineFigure {
  /** `kokoro`, `espeak`, `openai`. */
  engine: string
  ready: boolean
  /** How long it takes to make speech, as a share of how long that lasts; above 1 a listener waits. */
  realTimeFactor: number | undefined
  /** Why it is not ready, or does not speak live, as a sentence. */
  note: string | undefined
}

/** A text as one voice says it, or another in its place. */
export interface Speech {
  /** The voice that speaks: the one asked for, else the one that stands in for it. */
  voiceId: string
  engine: string
  /** Mono PCM16 at `SAMPLE_RATE`, in pieces as they become ready; stops early where the signal aborts. */
  audio: AsyncIterable<Int16Array>
}

/** Every voice of this installation. */
export interface Voices extends AsyncDisposable {
  list(): readonly VoiceListing[]
  /** The best voice that keeps up with a conversation on this machine. */
  readonly live: Voice
  /**
   * @param request - `voiceId` is one of the list. Where it is not ready, a voice of its language that is speaks instead.
   * @throws {PatchbayError} `NOT_FOUND` where the voice is not listed or nothing here can speak.
   * @throws {UnspeakableTextError} Where there is nothing in the text to speak; its audio throws it too, where a voice
   *   finds nothing that it can speak.
   */
  speak(request: Omit<SpeakRequest, 'language'> & { voiceId: string }): Speech
}

/** Every voice of this installation, and how it does. */
export interface MeasuredVoices extends Voices {
  /** What is known so far. */
  figures(): EngineFigure[]
  /** Resolves when every engine has been tried once, and `live` is what it will be. */
  readonly measured: Promise<void>
  /** Looks again for models, which may have come meanwhile, and measures what is new, and after a while what was too slow. */
  refresh(): Promise<void>
}
