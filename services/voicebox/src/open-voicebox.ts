import { openClipSounds } from './clips/open-clip-sounds.ts'
import { sweepOld } from './clips/sweep-clips.ts'
import { createVoicebox } from './create-voicebox.ts'
import type { Voicebox, VoiceboxDeps } from './voicebox.ts'

/** How often what is old is thrown away, in ms. */
const SWEEP_MS = 3600 * 1000

/** Opens the voicebox, its voices written down; throws away what is old from now on. */
export async function openVoicebox(deps: VoiceboxDeps): Promise<Voicebox & AsyncDisposable> {
  const { db, now, limits, clipFolder, onError } = deps
  const sounds = await openClipSounds(db, clipFolder)
  const voicebox = createVoicebox(deps, sounds)
  // Reading them writes them down.
  await voicebox.listVoices()
  const sweep = () => sweepOld(db, sounds, now(), limits.clipLifeMs).catch(onError)
  let sweeping = sweep()
  const timer = setInterval(() => void (sweeping = sweep()), SWEEP_MS).unref()
  return {
    ...voicebox,
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await sweeping
    },
  }
}
