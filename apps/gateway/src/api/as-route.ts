import { errorCodes, PatchbayError } from '@patchbay/contract'
import { ToolError } from '@patchbay/service-kit'

/** Runs something of a service's; what it refuses is answered as a route does, with its code. */
export async function asRoute<Answer>(run: Promise<Answer>): Promise<Answer> {
  return run.catch((error: unknown) => {
    if (!(error instanceof ToolError)) throw error
    const code = errorCodes.find((each) => each === error.data?.['code']) ?? 'VALIDATION_FAILED'
    throw new PatchbayError(code, error.message, { cause: error })
  })
}
