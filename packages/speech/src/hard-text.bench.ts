import { kokoroModels } from '@patchbay/test-support/speech-models'
import { describe } from 'vitest'
import { openVoices } from './open-voices.ts'
import { describeHardText } from './testing/describe-hard-text.ts'

// All of the hard texts by Kokoro, those of 5,000 characters too; `hard-text.test.ts` has the quick ones and one of those.

describe('hard texts by kokoro', { timeout: 900_000 }, () => {
  describeHardText('af_heart', async () => openVoices(undefined, { modelsDir: await kokoroModels() }))
})
