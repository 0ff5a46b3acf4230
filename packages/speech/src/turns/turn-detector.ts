/** How people take turns, as a session's `turn_detection` sets it. */
export interface TurnOptions {
  /** How sure it must be that this is speech, 0 to 1. Default: 0.5. */
  threshold?: number | undefined
  /** How much of what came before is counted as speech, in ms: its soft beginning. Default: 300. */
  prefixPaddingMs?: number | undefined
  /** How long it must be quiet for speech to be over, in ms. Default: 500. */
  silenceDurationMs?: number | undefined
}

/**
 * Speech begins, has gone on for long enough to mean it, or ends. `atMs` counts from the first sample ever fed, and means
 * what the Realtime protocol means: a beginning includes the padding before it (but nothing of the turn before), an end
 * includes the silence that proved it.
 */
export interface TurnEvent {
  type: 'speech_started' | 'speech_lasted' | 'speech_stopped'
  atMs: number
}

/** Finds the turns of one stream, where and when it is asked. */
export interface Turns {
  /** @param samples - Mono PCM16 at `SAMPLE_RATE`, in pieces of any size. @returns What they brought, oldest first. */
  feed(samples: Int16Array): TurnEvent[]
}

/** One stream that is listened to; disposing ends it, and nothing more is told of it. */
export interface FollowedTurns extends Disposable {
  /** @param samples - Mono PCM16 at `SAMPLE_RATE`, in pieces of any size. They are not kept and not changed. */
  feed(samples: Int16Array): void
}

/**
 * Told of every piece that was fed, once it was listened to, at once or later.
 *
 * @param events - What it brought, oldest first.
 * @param heardMs - How much of the stream was listened to by now.
 */
export type OnHeard = (events: readonly TurnEvent[], heardMs: number) => void

/** Tells when people speak, for any number of streams at a time. */
export interface TurnDetector extends AsyncDisposable {
  /** Shown to people: `silero` or `energy`. */
  readonly name: string
  follow(options: TurnOptions, onHeard: OnHeard): FollowedTurns
}
