import { afterAll, beforeAll, expect, test } from 'vitest'
import { readOggOpus } from '@patchbay/test-support/read-ogg-opus'
import { ADMIN_API_KEY, MCP_API_KEY, openTestGateway, type TestGateway } from '../../test/open-test-gateway.ts'

const headers = { 'x-api-key': ADMIN_API_KEY }
const passages = ['The House', 'The Garden'].map((title, index) => ({
  chapter: index + 1,
  chapter_title: title,
  text: `In chapter ${index + 1} Nora found a silver compass under the pear tree.`,
  position_s: index * 5,
  end_s: index * 5 + 5,
}))
const file = {
  source_name: 'salt.txt',
  source_sha256: 'b'.repeat(64),
  format: 'text',
  title: 'The Salt Garden',
  author: null,
  language: 'en',
  positions: 'estimated',
}

let test1: TestGateway
let book: string
let jobId: string
beforeAll(async () => {
  test1 = await openTestGateway({ env: { DEMO: '0' } })
  const begun = await test1.fetchJson('/api/library/imports', { headers, json: file })
  jobId = begun.body.job_id
  book = `/api/library/books/${jobId}`
  await test1.fetchJson(`/api/library/imports/${jobId}/passages`, { headers, json: { from: 0, passages } })
  await test1.fetchJson(`/api/library/imports/${jobId}/finish`, { headers, method: 'POST' })
})
afterAll(async () => test1[Symbol.asyncDispose]())

const narrationOf = async () => (await test1.fetchJson(`${book}/narration`, { headers })).body

test('a book is narrated by REST, and its chapters are heard whole and in parts', async () => {
  expect(await narrationOf()).toMatchObject({
    narrations: [],
    refused: null,
    voices: expect.arrayContaining([expect.objectContaining({ voice_id: 'espeak_en-us', ready: true })]),
  })
  const early = await test1.fetchJson(`${book}/chapters/1/audio`, { headers })
  expect(early).toMatchObject({ status: 404, body: { error: expect.stringContaining('has not been narrated') } })

  const begun = await test1.fetchJson(`${book}/narration`, { headers, json: { voice_id: 'espeak_en-gb' } })
  expect(begun).toMatchObject({ status: 200, body: { voice_id: 'espeak_en-gb', chapters_total: 2 } })
  await expect.poll(async () => (await narrationOf()).narrations[0].state, { timeout: 30_000 }).toBe('ready')
  const [done] = (await narrationOf()).narrations
  expect(done.chapters).toMatchObject([{ chapter: 1, title: 'The House' }, { chapter: 2 }])
  const { chapters: _, ...row } = done
  expect((await test1.fetchJson('/api/library/narrations', { headers })).body).toEqual({ narrations: [row] })

  const url = `${test1.url}${book}/chapters/2/audio`
  const whole = await fetch(url, { headers })
  expect(whole.headers.get('content-type')).toBe('audio/ogg')
  expect(whole.headers.get('accept-ranges')).toBe('bytes')
  const bytes = Buffer.from(await whole.arrayBuffer())
  expect(bytes).toHaveLength(done.chapters[1].bytes)
  expect((await readOggOpus(bytes)).durationS).toBeCloseTo(done.chapters[1].duration_s, 6)

  const etag = whole.headers.get('etag') ?? ''
  const part = await fetch(url, { headers: { ...headers, range: 'bytes=100-1099', 'if-range': etag } })
  expect(part.status).toBe(206)
  expect(part.headers.get('content-range')).toBe(`bytes 100-1099/${bytes.length}`)
  expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(100, 1_100))
  const stale = await fetch(url, { headers: { ...headers, range: 'bytes=100-1099', 'if-range': '"other"' } })
  expect(stale.status).toBe(200)
  await stale.arrayBuffer()
  const beyond = await fetch(url, { headers: { ...headers, range: 'bytes=99999999-' } })
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${bytes.length}`])
  expect((await fetch(url, { headers: { ...headers, 'if-none-match': etag } })).status).toBe(304)
  const head = await fetch(url, { method: 'HEAD', headers })
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes.length)])

  const { body } = await test1.fetchJson('/api/library/books', { headers })
  expect(body.books[0]).toMatchObject({ positions: 'narration', words_per_minute: null })
  expect(body.books[0].duration_s).toBeCloseTo(done.duration_s, 6)
})

test('who may not is told so, and another’s book sounds like none', async () => {
  const made = await test1.fetchJson('/api/users', { headers, json: { name: 'Bea', role: 'member' } })
  const { signInLink } = made.body
  const code = new URL(signInLink).hash.replace('#code=', '')
  const page = { 'x-patchbay-console': '1', 'sec-fetch-site': 'same-origin' }
  const session = await test1.fetchJson('/api/console/sign-in', { headers: page, json: { code } })
  const cookie = session.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const theirs = { ...page, cookie }
  for (const path of ['narration', 'chapters/1/audio']) {
    expect(await test1.fetchJson(`${book}/${path}`, { headers: theirs })).toMatchObject({ status: 404 })
  }
  expect(await test1.fetchJson(`${book}/narration`, { headers: theirs, json: {} })).toMatchObject({ status: 404 })
  const worker = { 'x-api-key': MCP_API_KEY }
  expect(await test1.fetchJson(`${book}/narration`, { headers: worker, json: {} })).toMatchObject({
    status: 403,
    body: { code: 'SCOPE_REQUIRED' },
  })
  expect((await test1.fetchJson(`${book}/chapters/1/audio`)).status).toBe(401)
  const none = await test1.fetchJson(`${book}/narration`, { headers, method: 'DELETE' })
  expect(none).toMatchObject({ status: 404, body: { error: expect.stringContaining('No narration') } })
})
