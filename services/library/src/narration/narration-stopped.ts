/** A narration is no longer wanted: it was cancelled, or its book is gone. Not an error of anything. */
export class NarrationStopped extends Error {
  constructor() {
    super('The narration was cancelled')
    this.name = 'NarrationStopped'
  }
}
