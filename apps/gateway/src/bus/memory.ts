import { EventEmitter } from 'node:events'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { Bus } from './bus.ts'

/** A bus of one process. */
export function createMemoryBus(): Bus {
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
    rateLimit(name, perMinute) {
      const limiter = new RateLimiterMemory({ keyPrefix: name, points: perMinute, duration: 60 })
      return {
        async consume(key) {
          try {
            await limiter.consume(key)
            return 0
          } catch (refusal) {
            if (refusal instanceof RateLimiterRes) return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000))
            throw refusal
          }
        },
      }
    },
  }
}
