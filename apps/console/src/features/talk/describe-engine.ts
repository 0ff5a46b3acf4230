import type { Me } from '@patchbay/contract'

/** Who talks, and how it hears, in sentences: nobody should take rules for a language model, or wait to be heard. */
export function describeEngine({ brain, voice, ears }: Me['engine']): string {
  const mind = brain === 'offline' ? 'offline (rules, no language model)' : brain
  const sound = voice === null ? 'No voice, captions only.' : `Voice: ${voice}.`
  const hearing =
    ears === null ? 'It reads what you type; it has no ears.' : `It hears by ${ears}, and reads what you type.`
  return `Brain: ${mind}. ${sound} ${hearing}`
}
