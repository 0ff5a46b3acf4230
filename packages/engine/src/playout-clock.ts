/**
 * Reckons how long the agent is still being heard: sound goes out faster than it is played, and each piece is heard
 * behind those before it.
 */
export class PlayoutClock {
  private playedUntil = 0
  private audibleUntil = 0
  private readonly now: () => number

  /** @param now - Milliseconds since 1970. */
  constructor(now: () => number) {
    this.now = now
  }

  /** @param audibleMs - Until the last sample of the piece that can be heard; a pause may follow it. */
  sent(ms: number, audibleMs: number): void {
    const from = Math.max(this.playedUntil, this.now())
    this.playedUntil = from + ms
    if (audibleMs > 0) this.audibleUntil = from + audibleMs
  }

  /** The client plays nothing of it any more. */
  stop(): void {
    this.playedUntil = this.audibleUntil = 0
  }

  get isPlaying(): boolean {
    return this.now() < this.audibleUntil
  }
}
