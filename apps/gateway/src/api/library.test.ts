import { afterAll, beforeAll, expect, test } from 'vitest'
import { ADMIN_API_KEY, MCP_API_KEY, openTestGateway, type TestGateway } from '../../test/open-test-gateway.ts'

const book = {
  source_name: 'salt.txt',
  source_sha256: 'a'.repeat(64),
  format: 'text',
  title: 'The Salt Garden',
  author: null,
  language: 'en',
  positions: 'estimated',
}
const passages = [
  { chapter: 1, chapter_title: 'The House', text: 'Nora came to the house in March.', position_s: 0, end_s: 4 },
  {
    chapter: 2,
    chapter_title: 'The Garden',
    text: 'Under the pear tree in the garden she found a silver compass.',
    position_s: 4,
    end_s: 9,
  },
]

let test1: TestGateway
let jobId: string
const headers = { 'x-api-key': ADMIN_API_KEY }
const mcpHeaders = { ...headers, accept: 'application/json, text/event-stream' }

beforeAll(async () => {
  test1 = await openTestGateway({ env: { DEMO: '0' } })
})
afterAll(async () => test1[Symbol.asyncDispose]())

test('a book is nobody’s to read before its import is finished', async () => {
  const begun = await test1.fetchJson('/api/library/imports', { headers, json: book })
  expect(begun).toMatchObject({ status: 200, body: { state: 'importing', passages: 0 } })
  jobId = begun.body.job_id
  const path = `/api/library/imports/${jobId}`
  await test1.fetchJson(`${path}/passages`, { headers, json: { from: 0, passages } })
  // Half a book is nobody's to read.
  const early = await test1.fetchJson(`/api/v1/knowledge/jobs/${jobId}/ask?question=garden`, { headers })
  expect(early).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
  expect((await test1.fetchJson(`${path}/finish`, { headers, method: 'POST' })).body).toEqual({
    job_id: jobId,
    state: 'ready',
    passages: 2,
  })
})

async function keyWith(scopes: string[]): Promise<Record<string, string>> {
  const made = await test1.fetchJson('/api/keys', { headers, json: { name: scopes.join(), scopes } })
  return { 'x-api-key': made.body.key }
}

function callTool(path: string, name: string, args: object, withHeaders: Record<string, string> = headers) {
  const json = { jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name, arguments: args } }
  return test1.fetchJson(path, { headers: { ...withHeaders, accept: mcpHeaders.accept }, json })
}

test('REST answers what the tools answer, by POST and by GET', async () => {
  const query = 'what was found in the garden?'
  const posted = await test1.fetchJson('/api/v1/knowledge/library/search', { headers, json: { query } })
  expect(posted.body.results[0]).toMatchObject({ job_id: jobId, chapter: 2, position_s: 4 })
  const got = await test1.fetchJson(
    `/api/v1/knowledge/library/search?query=${encodeURIComponent(query)}&max_results=3`,
    { headers },
  )
  expect(got.body).toEqual(posted.body)
  const { body } = await callTool('/mcp-server/messages', 'search_library', { query })
  expect(body.result.structuredContent).toEqual(posted.body)
  const inBook = await test1.fetchJson(`/api/v1/knowledge/jobs/${jobId}/search`, { headers, json: { query } })
  expect(inBook.body.results[0].chapter).toBe(2)
  const asked = await test1.fetchJson(`/api/v1/knowledge/jobs/${jobId}/ask`, { headers, json: { question: query } })
  expect(asked.body).toMatchObject({ mode: 'extractive', citations: [{ chapter: 2 }] })
  const askedByGet = await test1.fetchJson(
    `/api/v1/knowledge/jobs/${jobId}/ask?question=${encodeURIComponent(query)}`,
    { headers },
  )
  expect(askedByGet.body).toEqual(asked.body)
})

test.each([
  ['/api/v1/knowledge/library/search', {}, 400, 'VALIDATION_FAILED'],
  ['/api/v1/knowledge/library/search', { query: ' ' }, 400, 'VALIDATION_FAILED'],
  ['/api/v1/knowledge/library/search', { query: 'x', max_results: 51 }, 400, 'VALIDATION_FAILED'],
  ['/api/v1/knowledge/jobs/none/search', { query: 'x' }, 404, 'NOT_FOUND'],
  ['/api/v1/knowledge/jobs/none/ask', { question: 'x' }, 404, 'NOT_FOUND'],
])('%s refuses %j with %i', async (path, json, status, code) => {
  expect(await test1.fetchJson(path, { headers, json })).toMatchObject({ status, body: { code } })
})

test('a reader’s place is kept, and the chapter around it is read', async () => {
  const path = `/api/library/books/${jobId}`
  expect((await test1.fetchJson(`${path}/progress`, { headers })).body.position_s).toBe(null)
  const kept = await test1.fetchJson(`${path}/progress`, { headers, method: 'PUT', json: { position_s: 4 } })
  expect(kept.body).toMatchObject({ position_s: 4, chapter: 2 })
  const ahead = await test1.fetchJson(`/api/v1/knowledge/jobs/${jobId}/ask`, {
    headers,
    json: { question: 'What was found in the garden?' },
  })
  expect(ahead.body).toMatchObject({ answer: expect.stringContaining('not in what you have heard'), citations: [] })
  await test1.fetchJson(`${path}/progress`, { headers, method: 'PUT', json: { position_s: 9 } })
  const read = await test1.fetchJson(`${path}/passages?position_s=5`, { headers })
  expect(read.body).toMatchObject({ chapter: 2, passages: [{ here: true, text: expect.stringContaining('compass') }] })
  const { body } = await test1.fetchJson('/api/library/books', { headers })
  expect(body.books).toMatchObject([{ job_id: jobId, position_s: 9, words_per_minute: 150, chapters: [{}, {}] }])
})

test('the scopes of the library are enough for it, each for its own part, and for nothing else', async () => {
  const reads = await keyWith(['library:read'])
  const asks = await keyWith(['library:ask'])
  const neither = await keyWith(['realtime'])
  const search = (with_: Record<string, string>) =>
    test1.fetchJson('/api/v1/knowledge/library/search', { headers: with_, json: { query: 'garden' } })
  expect((await search(reads)).status).toBe(200)
  expect(await search(neither)).toMatchObject({ status: 403, body: { code: 'SCOPE_REQUIRED' } })
  const answer = await callTool('/mcp-server', 'search_library', { query: 'garden' }, reads)
  expect(answer.body.result.structuredContent.results[0].chapter).toBe(2)
  const asked = { job_id: jobId, question: 'What was found in the garden?' }
  const refused = await callTool('/mcp-server', 'ask_job_question', asked, reads)
  expect(refused.body.result).toMatchObject({
    isError: true,
    content: [{ text: expect.stringContaining('library:ask') }],
  })
  expect((await callTool('/mcp-server', 'ask_job_question', asked, asks)).body.result.isError).not.toBe(true)
  expect((await callTool('/mcp', 'search_library', { query: 'garden' }, reads)).status).toBe(403)
  expect((await callTool('/mcp-server', 'search_library', { query: 'garden' }, neither)).status).toBe(403)
  // A key of a phone worker was made before there was a library.
  const worker = await callTool('/mcp-server', 'search_library', { query: 'garden' }, { 'x-api-key': MCP_API_KEY })
  expect(worker.body.result.structuredContent.total).toBe(1)
})

test('the paths of the library need a credential', async () => {
  for (const path of ['/mcp-server', '/mcp-server/messages', '/api/v1/knowledge/library/search']) {
    expect((await test1.fetchJson(path, { json: { query: 'x' } })).status).toBe(401)
  }
})
