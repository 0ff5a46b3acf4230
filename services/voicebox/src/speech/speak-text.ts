import { countCharacters, type VoiceboxVoice } from '@patchbay/contract'
import { ToolError, type Database } from '@patchbay/service-kit'
import { splitSentences, UnspeakableTextError, type Speech, type Voices } from '@patchbay/speech'
import type { ClipRow } from '../clips/clip-row.ts'
import type { ClipSounds } from '../clips/clip-sounds.ts'
import { openClipWriter } from '../clips/clip-writer.ts'
import type { Owner } from '../owner.ts'
import type { Spoken } from '../usage/meter.ts'

/** Louder than anything that is meant to be silence, of 32,768. */
const AUDIBLE = 64

export interface SpeakTextOptions {
  db: Database
  sounds: ClipSounds
  voices: Voices
  now: () => Date
  owner: Owner
  voice: VoiceboxVoice
  text: string
  speed: number
  signal: AbortSignal
  /** Hears after each sentence what was spoken so far, also where it ends early. */
  onSpoken: (spoken: Spoken) => void
}

/**
 * Speaks a text sentence by sentence into a clip.
 *
 * @throws The signal's reason, where it aborts; nothing is kept then.
 * @throws {ToolError} Where nothing here speaks the voice's language, or the text has nothing that can be said.
 */
export async function speakText(options: SpeakTextOptions): Promise<{ row: ClipRow; file: Uint8Array | undefined }> {
  const { db, sounds, voices, now, owner, voice, text, speed, signal, onSpoken } = options
  signal.throwIfAborted()
  await using writer = await openClipWriter(db, sounds, owner, {
    voiceId: voice.voice_id,
    text: storable(text),
    characters: countCharacters(text),
    sampleRateHz: voice.sample_rate_hz,
    createdAt: now(),
  })
  let speaker: Pick<Speech, 'voiceId' | 'engine'> | undefined
  let characters = 0
  let isAudible = false
  for (const sentence of splitSentences(text)) {
    try {
      const speech = speakerOf(voices, { text: sentence, voiceId: voice.voice_id, speed, signal }, voice)
      speaker = speech
      for await (const samples of speech.audio) {
        signal.throwIfAborted()
        isAudible ||= samples.some((sample) => Math.abs(sample) > AUDIBLE)
        await writer.add(samples)
      }
    } catch (error) {
      // A sentence of nothing but signs is passed over.
      if (!(error instanceof UnspeakableTextError)) throw error
    }
    // A voice that was stopped ends without a word.
    signal.throwIfAborted()
    characters += countCharacters(sentence)
    if (isAudible) onSpoken({ characters, seconds: writer.samples / voice.sample_rate_hz })
  }
  if (!speaker || !isAudible) {
    throw new ToolError('There is nothing in this text that can be said aloud. Write it in words.', {
      code: 'VALIDATION_FAILED',
    })
  }
  // Waited for here: the writer is disposed on leaving.
  return await writer.finish({ spokenBy: speaker.voiceId, engine: speaker.engine })
}

function speakerOf(voices: Voices, request: Parameters<Voices['speak']>[0], voice: VoiceboxVoice): Speech {
  try {
    return voices.speak(request)
  } catch (error) {
    if (error instanceof UnspeakableTextError) throw error
    // It says so before it begins, where neither the voice nor another one of its language is here.
    throw new ToolError(
      `Nothing here can speak ${voice.language} now: the model of ${voice.voice_id} is not installed, and no other voice has that language. Choose one that list_voices calls ready.`,
      { code: 'VOICE_UNAVAILABLE' },
    )
  }
}

/** PostgreSQL keeps no NUL, and no half of a surrogate pair. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', ' ')
}
