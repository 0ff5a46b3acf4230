import { afterAll, afterEach, beforeAll } from 'vitest'
import { startGateway, type Gateway, type GatewayOptions } from './start-gateway.ts'

/**
 * One gateway for all tests of a file. What it printed is shown beside a test that failed.
 *
 * @param options the gateway's, or what makes them
 * @returns the running gateway, for use inside tests
 */
export function shareGateway(options: GatewayOptions | (() => Promise<GatewayOptions>) = {}): () => Gateway {
  let gateway: Gateway | undefined
  beforeAll(async () => {
    gateway = await startGateway(typeof options === 'function' ? await options() : options)
  })
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') console.error(`The gateway printed:\n${gateway?.output()}`)
  })
  afterAll(() => gateway?.[Symbol.asyncDispose]())
  return () => {
    if (gateway === undefined) throw new Error('the gateway is not running yet')
    return gateway
  }
}
