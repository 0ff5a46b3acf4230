import { afterAll, beforeAll, expect, test } from 'vitest'
import { openLanguageModel, type TestLanguageModel } from '../../test/open-language-model.ts'
import { ADMIN_API_KEY, openTestGateway, type TestGateway } from '../../test/open-test-gateway.ts'

const headers = { 'x-api-key': ADMIN_API_KEY }
const question = 'What was found in the garden?'
const FOUND = 'Nora found a tin box with a silver compass in the garden.'

const opened = new AsyncDisposableStack()
let model: TestLanguageModel
let gateway: TestGateway
let jobId: string
beforeAll(async () => {
  model = opened.use(await openLanguageModel())
  gateway = opened.use(
    await openTestGateway({
      env: { DEMO: '0', LLM_BASE_URL: model.baseURL, LLM_MODEL: 'small', LLM_ANSWER_SECONDS: '1' },
    }),
  )
  const about = { title: 'The Salt Garden', author: null, language: 'en', positions: 'estimated' }
  const json = { source_name: 'salt.txt', source_sha256: 'a'.repeat(64), format: 'text', ...about }
  const { body } = await gateway.fetchJson('/api/library/imports', { headers, json })
  jobId = body.job_id
  const chapters = ['Nora came to the house in March. The windows were shut.', `${FOUND} It pointed at the well.`]
  const passages = chapters.map((text, index) => ({
    chapter: index + 1,
    chapter_title: `Part ${index + 1}`,
    text,
    position_s: index * 10,
    end_s: index * 10 + 10,
  }))
  await gateway.fetchJson(`/api/library/imports/${jobId}/passages`, { headers, json: { from: 0, passages } })
  await gateway.fetchJson(`/api/library/imports/${jobId}/finish`, { headers, method: 'POST' })
})
afterAll(() => opened.disposeAsync())

/** Asks by REST and by the tool, which answer alike. */
async function ask() {
  const asked = await gateway.fetchJson(`/api/v1/knowledge/jobs/${jobId}/ask`, { headers, json: { question } })
  const params = { name: 'ask_job_question', arguments: { job_id: jobId, question } }
  const called = await gateway.fetchJson('/mcp-server/messages', {
    headers: { ...headers, accept: 'application/json, text/event-stream' },
    json: { jsonrpc: '2.0', id: 1, method: 'tools/call', params },
  })
  expect(called.body.result.structuredContent).toEqual(asked.body)
  return asked.body
}

test('the model of LLM_BASE_URL answers from the passages that it is sent, and the passages are cited', async () => {
  model.asked.length = 0
  expect(await ask()).toEqual({
    answer: FOUND,
    citations: [{ chapter: 2, chapter_title: 'Part 2', position_s: 10, excerpt: expect.stringContaining('compass') }],
    mode: 'model',
  })
  expect(model.asked[0]).toContain(`[1] ${FOUND}`)
  expect(model.asked[0]).toContain(question)
})

test('what the model adds of its own is not given, named passage or not', async () => {
  model.invents('The Duke of York had buried it there in 1640 [1]. Everybody was glad.')
  expect(await ask()).toMatchObject({ answer: FOUND, citations: [{ chapter: 2 }], mode: 'model' })
})

test.each(['nothing', 'first words'] as const)(
  'a model that says %s and then no more is given up, and the answer quotes and says so',
  async (after) => {
    model.hangs(after)
    const before = model.givenUp
    expect(await ask()).toMatchObject({
      answer: expect.stringContaining(FOUND),
      citations: [{ chapter: 2 }],
      mode: 'extractive',
    })
    // By REST and by the tool; nothing goes on behind the answer, and nothing is asked again.
    await expect.poll(() => model.givenUp).toBe(before + 2)
  },
)

test('where the model is away the answer quotes, and says so', async () => {
  await model[Symbol.asyncDispose]()
  expect(await ask()).toMatchObject({
    answer: expect.stringContaining(FOUND),
    citations: [{ chapter: 2 }],
    mode: 'extractive',
  })
})
