import { defineResource } from '@patchbay/service-kit'
import { INLINE_BYTES } from '../clips/clip-size.ts'
import type { VoiceboxResourceContext } from '../voicebox-context.ts'

/** A clip's file; of one that is too large for an answer, what is known of it and an address to fetch it from. */
export const clipResource = defineResource({
  uri: 'voicebox://clips/{clip_id}',
  name: 'clip',
  title: 'A clip',
  description:
    'What generate_speech made, as a WAV file. One that is too large for an answer is described, with an address to fetch it from.',
  mimeType: 'audio/wav',
  async read({ clip_id = '' }, { voicebox, principal }: VoiceboxResourceContext) {
    const { clip, file } = await voicebox.readClip(principal, clip_id)
    if (file.bytes > INLINE_BYTES) return { json: { ...clip, ...(await voicebox.linkTo(principal, clip_id)) } }
    const bytes = Buffer.concat(await Array.fromAsync(file.read(0, file.bytes)))
    return { mimeType: 'audio/wav', blob: bytes.toString('base64') }
  },
})
