import {
  DEFAULT_VOICE,
  generatedSpeech,
  MAX_SPOKEN_CHARACTERS,
  META,
  speechSpeed,
  spokenText,
  voiceId,
  type VoiceboxClip,
} from '@patchbay/contract'
import { defineTool, ToolAnswer, type Beside } from '@patchbay/service-kit'
import * as z from 'zod'
import type { VoiceboxContext } from '../voicebox-context.ts'

/** How long the longest text may take with a model that is slower than speech, in ms. */
const TIMEOUT_MS = 20 * 60 * 1000

/** Speaks a text. */
export const generateSpeech = defineTool({
  name: 'generate_speech',
  title: 'Generate speech',
  description:
    'Speak a text aloud: answers the sound as a WAV file, and keeps it for a while as a clip. What is too large for an ' +
    'answer comes as a link to its clip.',
  input: z.strictObject({
    text: spokenText.describe(`What to say, 1 to ${MAX_SPOKEN_CHARACTERS} characters, as it is to be read`),
    voice_id: voiceId.default(DEFAULT_VOICE).describe('A voice of list_voices'),
    speed: speechSpeed.default(1).describe('1 is the voice’s own pace'),
  }),
  output: generatedSpeech,
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  // Cancelling has to stop it, and saying a thing twice changes nothing of anybody's: it is handled as a read.
  meta: { [META.toolClass]: 'read', [META.timeoutMs]: TIMEOUT_MS },
  async run({ text, voice_id, speed }, context: VoiceboxContext) {
    const { voicebox, principal, signal, tellProgress } = context
    const { clip, file } = await voicebox.speak(principal, {
      text,
      voiceId: voice_id,
      speed,
      signal,
      onProgress: (spoken, of) => tellProgress(spoken, of, `${spoken} of ${of} characters are spoken`),
    })
    const blocks: Beside['blocks'] = file
      ? [{ type: 'audio', data: Buffer.from(file).toString('base64'), mimeType: 'audio/wav' }]
      : [linkTo(clip), { type: 'text', text: await whereToFetch(context, clip) }]
    if (clip.spoken_by !== voice_id) {
      blocks.push({
        type: 'text',
        text: `${voice_id} is not ready here, so ${clip.spoken_by} (${clip.engine}) spoke in its place.`,
      })
    }
    const { engine, sample_rate_hz, duration_s, characters } = clip
    const clip_uri = uriOf(clip)
    return new ToolAnswer({ voice_id, engine, sample_rate_hz, duration_s, characters, clip_uri }, { blocks })
  },
})

function uriOf({ clip_id }: VoiceboxClip): string {
  return `voicebox://clips/${clip_id}`
}

function linkTo(clip: VoiceboxClip) {
  return {
    type: 'resource_link' as const,
    uri: uriOf(clip),
    name: `clip ${clip.clip_id}`,
    mimeType: 'audio/wav',
    size: clip.bytes,
  }
}

async function whereToFetch({ voicebox, principal }: VoiceboxContext, clip: VoiceboxClip): Promise<string> {
  const { url, expires_at } = await voicebox.linkTo(principal, clip.clip_id)
  const size = Math.round(clip.bytes / 1024 / 102.4) / 10
  return `The sound has ${size} MiB, too much for an answer. It can be fetched until ${expires_at} at ${url}`
}
