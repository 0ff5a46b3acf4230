import { expect, it } from 'vitest'
import { ADMIN_API_KEY, openTestGateway } from '../../test/open-test-gateway.ts'
import { createWorkshop } from '../../test/workshop.ts'
it('sse', async () => {
  const workshop = createWorkshop()
  await using test = await openTestGateway({ services: [{ name: 'workshop', server: workshop.server }] })
  const headers = { authorization: `Bearer ${ADMIN_API_KEY}` }
  const left = new AbortController()
  const res = await fetch(`${test.url}/sse`, { headers, signal: left.signal })
  const reader = res.body!.pipeThrough(new TextDecoderStream()).getReader()
  const first = (await reader.read()).value!
  console.log(first)
  const post = /data: (.*)/.exec(first)![1]
  const r = await fetch(test.url + post, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'get_echo', arguments: { text: 'x' } } }) })
  console.log(r.status)
  console.log(await reader.read())
  left.abort()
})
