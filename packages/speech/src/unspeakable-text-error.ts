import { PatchbayError } from '@patchbay/contract'

/** There is nothing in a text that a voice could speak. */
export class UnspeakableTextError extends PatchbayError {
  constructor(message = 'There is nothing to speak in this text: write words or numbers.') {
    super('VALIDATION_FAILED', message)
    this.name = 'UnspeakableTextError'
  }
}
