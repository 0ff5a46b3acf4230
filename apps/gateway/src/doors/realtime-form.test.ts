import { afterAll, beforeAll, expect, test } from 'vitest'
import { ADMIN_API_KEY, openTestGateway, type TestGateway } from '../../test/open-test-gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await openTestGateway({ env: { DEMO: '0' } })
})
afterAll(async () => gateway[Symbol.asyncDispose]())

/** A bare client: opens the stream, posts to where the first event says, and hands on what the stream says. */
async function* listen(path: string, requests: object[]): AsyncGenerator<{ event: string; data: string }> {
  const headers = { authorization: `Bearer ${ADMIN_API_KEY}`, 'content-type': 'application/json' }
  const stream = await fetch(gateway.url + path, { headers })
  let text = ''
  for await (const piece of stream.body!.pipeThrough(new TextDecoderStream())) {
    text += piece
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const [event = '', data = ''] = ['event', 'data'].map(
        (f) => new RegExp(`^${f}: ?(.*)$`, 'm').exec(text.slice(0, end))?.[1],
      )
      text = text.slice(end + 2)
      yield { event, data }
      if (event === 'endpoint')
        for (const json of requests)
          await fetch(gateway.url + data, { method: 'POST', headers, body: JSON.stringify(json) })
    }
  }
}

const search = {
  jsonrpc: '2.0',
  method: 'tools/call',
  params: { name: 'search_library', arguments: { query: 'luck' } },
}
const nothing = { query: 'luck', results: [], total: 0, ahead: 0 }

test('a bare client sees the endpoint first, posts there, and hears results as Realtime items', async () => {
  const named = { ...search, id: 2, params: { ...search.params, _meta: { call_id: 'call_abc' } } }
  const unknown = { jsonrpc: '2.0', id: 'three', method: 'tools/call', params: { name: 'no_such_tool', arguments: {} } }
  const list = { jsonrpc: '2.0', id: 4, method: 'tools/list' }
  const heard: { event: string; data: string }[] = []
  for await (const event of listen('/mcp-server/sse?format=realtime', [{ ...search, id: 1 }, named, unknown, list])) {
    if (event.event !== '') heard.push(event)
    if (heard.length === 5) break
  }
  expect(heard[0]).toMatchObject({
    event: 'endpoint',
    data: expect.stringMatching(/^\/mcp-server\/messages\?sessionId=/),
  })
  const said = heard.slice(1).map(({ data }) => JSON.parse(data))
  const items = said.flatMap((each) => (each.type === 'conversation.item.create' ? [each.item] : []))
  const outputs = new Map(items.map((item) => [item.call_id, item.output]))
  expect(items.every(({ type }) => type === 'function_call_output')).toBe(true)
  expect(JSON.parse(outputs.get('1'))).toEqual(nothing)
  expect(JSON.parse(outputs.get('call_abc'))).toEqual(nothing)
  expect(JSON.parse(outputs.get('three')).error).toContain('no_such_tool')
  expect(said.find(({ id }) => id === 4).result.tools).toHaveLength(9)
})

test('without the format the stream speaks MCP', async () => {
  for await (const { event, data } of listen('/mcp-server/sse', [{ ...search, id: 1 }])) {
    if (event !== 'message') continue
    expect(JSON.parse(data)).toMatchObject({ jsonrpc: '2.0', id: 1, result: { structuredContent: nothing } })
    break
  }
})

test('a POST without a stream is answered inline, and another format is refused', async () => {
  const headers = { 'x-api-key': ADMIN_API_KEY }
  const answer = await gateway.fetchJson('/mcp-server/messages', { headers, json: { ...search, id: 9 } })
  expect(answer).toMatchObject({ status: 200, body: { id: 9, result: { structuredContent: nothing } } })
  const refused = await gateway.fetchJson('/mcp-server/sse?format=xml', { headers })
  expect(refused).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } })
})
