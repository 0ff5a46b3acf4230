import { EventEmitter } from 'node:events'
import type { Bus } from './bus.ts'
import { createWindowCounter } from './window-counter.ts'

/**
 * A bus of one process.
 *
 * @param now - Milliseconds since 1970.
 */
export function createMemoryBus(now: () => number = Date.now): Bus {
  const emitter = new EventEmitter()
  emitter.setMaxListeners(0)
  return {
    shared: false,
    publish(topic, message) {
      emitter.emit(topic, message)
    },
    subscribe(topic, listener) {
      emitter.on(topic, listener)
      return () => emitter.off(topic, listener)
    },
    hears: (topic) => emitter.listenerCount(topic) > 0,
    rateLimit: (_name, perMinute) => createWindowCounter(perMinute, now),
  }
}
