import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { createToolCallCounters } from './tool-call-counters.ts'

test('what was counted is what Prometheus reads, however often it looks', async () => {
  const registry = new Registry()
  const counters = createToolCallCounters(registry)
  const CALLS = 2_500
  for (let call = 0; call < CALLS; call += 1) {
    const counter = counters.of('echo', 'get_echo')
    counter.calls += 1
    counter.bytes += 10
    counter.seconds.push(call % 2 === 0 ? 0.01 : 2)
    counters.added('echo', 'get_echo', counter)
    expect(counter.seconds.length).toBeLessThan(1_000)
  }
  counters.of('desk', 'book').errors += 1
  for (let look = 0; look < 2; look += 1) {
    const text = await registry.metrics()
    expect(text).toContain(`patchbay_tool_calls_total{server="echo",tool="get_echo"} ${CALLS}\n`)
    expect(text).toContain(`patchbay_tool_call_bytes_total{server="echo",tool="get_echo"} ${CALLS * 10}\n`)
    expect(text).toContain('patchbay_tool_call_errors_total{server="desk",tool="book"} 1\n')
    expect(text).not.toContain('patchbay_tool_call_cache_hits_total{')
    expect(text).toContain(`patchbay_tool_call_seconds_bucket{le="0.02",server="echo",tool="get_echo"} ${CALLS / 2}\n`)
    expect(text).toContain(`patchbay_tool_call_seconds_count{server="echo",tool="get_echo"} ${CALLS}\n`)
  }
})
