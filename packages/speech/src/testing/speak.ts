import { joinSamples } from '../join-samples.ts'
import type { Voice } from '../voice.ts'

/** @returns A sentence as the voice says it, whole. */
export async function speak(voice: Voice, text: string, language = 'en', speed = 1): Promise<Int16Array> {
  const { signal } = new AbortController()
  return joinSamples(await Array.fromAsync(voice.speak({ text, language, speed, signal })))
}
