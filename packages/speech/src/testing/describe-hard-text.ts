import { afterAll, beforeAll, expect, it } from 'vitest'
import { joinSamples } from '../join-samples.ts'
import type { MeasuredVoices } from '../voices.ts'
import { loudness } from './measure.ts'

const spoken = {
  SSML: '<speak>Hi <break time="1s"/><prosody rate="fast">you</prosody> &amp; me.</speak>',
  'a tag that is no SSML': 'Use <b>bold</b> & "quotes".',
  emoji: '👍 👩‍👩‍👧',
  'control characters': 'One\0two\u0007\u001b[31m three\u202e.',
  'half of a pair': 'An emoji \ud83d here.',
  'right to left': 'שלום',
  'signs of espeak-ng': "[[h@l'oU]] {hi}",
  numbers: '3,50 € at 9:30',
}

const unspeakable = { nothing: '', spaces: ' \n\t ', marks: '... — !?', 'what is invisible': '\u200b\u0000\ufeff' }

/** What is repeated to 5,000 characters without a space. */
const unbroken = { letters: 'a', 'ones that are long to read': 'w', emoji: '👍', 'unfinished words': 'ab-' }

/** As fast as a voice speaks: what is heard of it is not what is looked at here, and Kokoro takes longer than it speaks. */
const speed = 1.5

/**
 * What no voice may die of.
 *
 * @param long - Which texts without a space it is tried with; Kokoro takes half a minute for each.
 * @returns How the voice speaks a text.
 */
export function describeHardText(
  voiceId: string,
  open: () => Promise<MeasuredVoices>,
  // It has these keys.
  long = Object.keys(unbroken) as (keyof typeof unbroken)[],
) {
  let voices: MeasuredVoices
  beforeAll(async () => {
    voices = await open()
    await voices.measured
  }, 300_000)
  afterAll(() => voices[Symbol.asyncDispose]())

  const speak = (text: string) => voices.speak({ voiceId, text, speed, signal: new AbortController().signal })

  it.each(Object.entries(spoken))('speaks %s', async (_, text) => {
    const speech = speak(text)
    expect(speech.voiceId).toBe(voiceId)
    expect(loudness(joinSamples(await Array.fromAsync(speech.audio)))).toBeGreaterThan(0.005)
  })

  it.each(Object.entries(unspeakable))('refuses %s in words', (_, text) => {
    expect(() => speak(text)).toThrow(expect.objectContaining({ name: 'UnspeakableTextError' }))
  })

  // All of it would be ten minutes of speech: the first piece shows that it is taken, and the next that all is well.
  it.each(long)('begins to speak 5,000 characters without a space: %s', async (name) => {
    for await (const piece of speak(unbroken[name].repeat(5000).slice(0, 5000)).audio) {
      expect(piece.length).toBeGreaterThan(0)
      break
    }
    expect(loudness(joinSamples(await Array.fromAsync(speak('Next.').audio)))).toBeGreaterThan(0.005)
  })

  return speak
}
