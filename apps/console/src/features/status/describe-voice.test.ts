import { expect, it } from 'vitest'
import { describeVoice } from './describe-voice.ts'

const espeak = { engine: 'espeak', ready: true, realTimeFactor: 0.0213, note: null }
const kokoro = { engine: 'kokoro', ready: true, realTimeFactor: 1.1, note: 'Too slow for live.' }

it('says what speaks, and how fast it is', () => {
  expect(describeVoice({ live: 'espeak', engines: [espeak] })).toBe('espeak, 0.02 of real time')
})

it('says why the others do not', () => {
  const missing = { engine: 'openai', ready: false, realTimeFactor: null, note: 'The server answered 401.' }
  expect(describeVoice({ live: 'espeak', engines: [kokoro, espeak, missing] })).toBe(
    'espeak, 0.02 of real time; kokoro 1.10: too slow for live; openai: the server answered 401',
  )
})

it('says what is not measured yet, and that nothing speaks', () => {
  const early = { ...kokoro, realTimeFactor: null, note: null }
  expect(describeVoice({ live: 'espeak', engines: [early, { ...espeak, realTimeFactor: null }] })).toBe(
    'espeak; kokoro: being measured',
  )
  expect(describeVoice({ live: null, engines: [] })).toBe('no voice')
})
