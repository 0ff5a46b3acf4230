import { expect, it } from 'vitest'
import { allowedQuestions, requireAllowedInput } from './allowed-questions.ts'

const row = { name: 'weather', allowSampling: false, allowElicitation: true }
const asking = (method: string) => ({ resultType: 'input_required', inputRequests: { it: { method, params: {} } } })

it('lets a server put the questions that its owner has allowed', async () => {
  const ask = allowedQuestions(async ({ method }) => ({ method }), row)
  const { signal } = new AbortController()
  for (const method of ['elicitation/create', 'roots/list'] as const) {
    expect(await ask({ method, params: {} }, signal)).toEqual({ method })
    expect(requireAllowedInput(asking(method), row)).toEqual(asking(method))
  }
})

it('lets it put no other, by a request or in an answer', async () => {
  const ask = allowedQuestions(async () => ({}), row)
  const { signal } = new AbortController()
  const method = 'sampling/createMessage'
  const refused = 'sampling/createMessage is switched off for weather'
  await expect(ask({ method, params: {} }, signal)).rejects.toThrow(refused)
  expect(() => requireAllowedInput(asking(method), row)).toThrow(refused)
})

it('takes an answer that asks nothing as it is', () => {
  const answer = { content: [], inputRequests: { it: { method: 'sampling/createMessage' } } }
  expect(requireAllowedInput(answer, row)).toBe(answer)
})
