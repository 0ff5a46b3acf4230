import { expect, test } from 'vitest'
import { describeEngine } from './describe-engine.ts'

test('rules are not passed off as a language model', () => {
  expect(describeEngine({ brain: 'offline', voice: 'espeak', ears: null })).toBe(
    'Brain: offline (rules, no language model). Voice: espeak. It reads what you type; it has no ears.',
  )
})

test('an engine without a voice says so', () => {
  expect(describeEngine({ brain: 'qwen3', voice: null, ears: 'whisper' })).toBe(
    'Brain: qwen3. No voice, captions only. It hears by whisper, and reads what you type.',
  )
})
