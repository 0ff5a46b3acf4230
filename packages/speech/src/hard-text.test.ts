import { kokoroModels } from '@patchbay/test-support/speech-models'
import { whyNoSpeechModels } from '@patchbay/test-support/why-no-speech-models'
import { describe, expect, it } from 'vitest'
import { joinSamples } from './join-samples.ts'
import { openVoices } from './open-voices.ts'
import { describeHardText } from './testing/describe-hard-text.ts'
import { loudness } from './testing/measure.ts'

const why = await whyNoSpeechModels()

describe('espeak', () => {
  describeHardText('espeak_en-us', () => openVoices())
})

const timeout = 600_000
describe.skipIf(why !== undefined)(`kokoro${why === undefined ? '' : `: ${why}`}`, { timeout }, () => {
  // `npm run bench:speech` tries it with every long text.
  const open = async () => openVoices(undefined, { modelsDir: await kokoroModels() })
  const speak = describeHardText('af_heart', open, ['letters'])

  it('refuses in words what its language cannot read, and speaks the next text', async () => {
    await expect(Array.fromAsync(speak('一二三').audio)).rejects.toThrow(
      'The voice af_heart can speak nothing of this text.',
    )
    expect(loudness(joinSamples(await Array.fromAsync(speak('Next.').audio)))).toBeGreaterThan(0.005)
  })
})
