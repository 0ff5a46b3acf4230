import { ToolError } from '@patchbay/service-kit'

/** Texts that are spoken at the same time, for all owners together. */
const AT_ONCE = 4

/** Texts that may wait for one owner. */
const WAITING = 64

/** A place in the queue; disposing gives it up, at any time. */
interface Turn extends Disposable {
  /** Resolves when it is one's turn; rejects with the signal's reason where that aborts first. */
  come(signal: AbortSignal): Promise<void>
}

/**
 * Who speaks when: the texts of one owner one after the other, in the order in which they were asked for; the owners by
 * turns, some at a time. What waits is a text and no sound, so memory does not grow with the queue.
 */
export interface SpeechQueue {
  /** @throws {ToolError} Where too many of this owner's wait already. */
  take(owner: string): Turn
}

interface Place {
  isHere: PromiseWithResolvers<void>
  isSpeaking: boolean
}

export function createSpeechQueue(): SpeechQueue {
  /** The owner who has waited longest stands first. */
  const queues = new Map<string, Place[]>()
  let speaking = 0

  function advance(): void {
    for (const [owner, places] of [...queues]) {
      if (speaking === AT_ONCE) return
      const [first] = places
      if (!first || first.isSpeaking) continue
      first.isSpeaking = true
      speaking += 1
      // Behind the others, for the next time.
      queues.delete(owner)
      queues.set(owner, places)
      first.isHere.resolve()
    }
  }

  return {
    take(owner) {
      const places = queues.get(owner) ?? []
      if (places.length > WAITING) {
        throw new ToolError(`${WAITING} texts wait to be spoken already. Try again when some are done.`, {
          code: 'RATE_LIMITED',
        })
      }
      const place: Place = { isHere: Promise.withResolvers<void>(), isSpeaking: false }
      places.push(place)
      queues.set(owner, places)
      advance()
      return {
        async come(signal) {
          signal.throwIfAborted()
          const left = Promise.withResolvers<never>()
          const leave = () => left.reject(signal.reason)
          signal.addEventListener('abort', leave, { once: true })
          try {
            await Promise.race([place.isHere.promise, left.promise])
          } finally {
            signal.removeEventListener('abort', leave)
          }
        },
        [Symbol.dispose]() {
          const at = places.indexOf(place)
          if (at < 0) return
          places.splice(at, 1)
          if (places.length === 0) queues.delete(owner)
          if (place.isSpeaking) speaking -= 1
          advance()
        },
      }
    },
  }
}
