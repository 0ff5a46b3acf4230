import { META } from '@patchbay/contract'
import { connectService } from '@patchbay/test-support/connect-service'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { createService } from './create-service.ts'
import { defineResource } from './define-resource.ts'
import { defineTool } from './define-tool.ts'
import { ToolAnswer } from './tool-answer.ts'
import type { ToolContext } from './tool-context.ts'
import { ToolError } from './tool-error.ts'

interface GreetingDeps {
  greeting: string
}

const annotations = { readOnlyHint: true }

const greet = defineTool({
  name: 'greet',
  title: 'Greet',
  description: 'Greet somebody.',
  input: z.strictObject({ name: z.string().min(1), times: z.int().default(1) }),
  output: z.object({ greeting: z.string(), caller: z.string().optional(), key: z.string().optional() }),
  annotations,
  meta: { 'example/kind': 'polite' },
  async run({ name, times }, { greeting, caller, idempotencyKey }: ToolContext & GreetingDeps) {
    return {
      greeting: Array.from({ length: times }, () => `${greeting}, ${name}`).join('. '),
      ...(caller ? { caller: caller.phone } : {}),
      ...(idempotencyKey === undefined ? {} : { key: idempotencyKey }),
    }
  },
})

const refuse = defineTool({
  name: 'refuse',
  title: 'Refuse',
  description: 'Refuse to answer.',
  input: z.strictObject({}),
  output: z.object({ never: z.string() }),
  annotations,
  async run() {
    throw new ToolError('Not on a Sunday. Ask again tomorrow.', { day: 'Sunday' })
  },
})

const fail = defineTool({
  name: 'fail',
  title: 'Fail',
  description: 'Fail in a way that nobody planned.',
  input: z.strictObject({}),
  output: z.object({ never: z.string() }),
  annotations,
  async run() {
    throw new Error('select secret from vault')
  },
})

const lie = defineTool({
  name: 'lie',
  title: 'Lie',
  description: 'Answer something else than was promised.',
  input: z.strictObject({}),
  output: z.object({ count: z.int().min(0) }),
  annotations,
  async run() {
    return { count: -1 }
  },
})

const sing = defineTool({
  name: 'sing',
  title: 'Sing',
  description: 'Sing, and say how far the song is.',
  input: z.strictObject({ secretly: z.boolean().default(false) }),
  output: z.object({ verses: z.int() }),
  annotations,
  async run({ secretly }, { tellProgress }: ToolContext & GreetingDeps) {
    tellProgress(1, 2, 'the first verse')
    const blocks = [{ type: 'audio' as const, data: 'AAAA', mimeType: 'audio/wav' }]
    return new ToolAnswer({ verses: 2 }, { blocks, ...(secretly && { text: 'A song.' }) })
  },
})

const manners = defineResource({
  uri: 'greeter://manners',
  name: 'manners',
  title: 'Manners',
  description: 'How it greets.',
  mimeType: 'application/json',
  read: async (_, { greeting }: GreetingDeps) => ({ json: { greeting } }),
})

const portraits = defineResource({
  uri: 'greeter://portraits/{name}',
  name: 'portrait',
  title: 'A portrait',
  description: 'Somebody who was greeted.',
  mimeType: 'image/png',
  async read({ name = '' }) {
    if (name === 'nobody') throw new ToolError('Nobody has no portrait.')
    if (name === 'broken') throw new Error('select secret from vault')
    return { mimeType: 'image/png', blob: btoa(name) }
  },
})

function openGreeter() {
  const errors: { error: unknown; tool: string }[] = []
  const server = createService({
    name: 'greeter',
    title: 'Greeter',
    version: '1.2.3',
    instructions: 'Be kind.',
    tools: [greet, refuse, fail, lie, sing],
    resources: [manners, portraits],
    deps: { greeting: 'Hello', onError: (error, { tool }) => errors.push({ error, tool }) },
  })
  return { server, errors }
}

test('a service says what it is and lists its tools with both schemas', async () => {
  await using service = await connectService(openGreeter().server)
  expect(service.client.getServerVersion()).toMatchObject({ name: 'greeter', version: '1.2.3' })
  expect(service.client.getInstructions()).toBe('Be kind.')
  const { tools } = await service.client.listTools()
  expect(tools.map(({ name }) => name)).toEqual(['greet', 'refuse', 'fail', 'lie', 'sing'])
  expect(tools[0]).toMatchObject({
    title: 'Greet',
    inputSchema: { required: ['name'], additionalProperties: false },
    outputSchema: { required: ['greeting'] },
    annotations: { readOnlyHint: true },
    _meta: { 'example/kind': 'polite' },
  })
})

test('a result goes out as structure and as the same JSON in text', async () => {
  await using service = await connectService(openGreeter().server)
  const answer = await service.call('greet', { name: 'Ana', times: 2 })
  expect(answer.structured).toEqual({ greeting: 'Hello, Ana. Hello, Ana' })
  expect(JSON.parse(answer.text)).toEqual(answer.structured)
})

test('a tool knows the caller and the idempotency key', async () => {
  await using service = await connectService(openGreeter().server, '+5511999999999')
  const answer = await service.call('greet', { name: 'Ana' }, 'key-1')
  expect(answer.structured).toMatchObject({ caller: '+5511999999999', key: 'key-1' })
})

test.each(['', 'x'.repeat(201), 'line\nbreak', 'nul\0'])(
  'an idempotency key that cannot be kept is refused: %j',
  async (key) => {
    await using service = await connectService(openGreeter().server)
    const answer = await service.call('greet', { name: 'Ana' }, key)
    expect(answer).toMatchObject({ isError: true, structured: undefined })
    expect(answer.text).toContain(META.idempotencyKey)
  },
)

test('unknown and wrong arguments are errors that name the argument', async () => {
  await using service = await connectService(openGreeter().server)
  expect(await service.call('greet', { name: 'Ana', loud: true })).toMatchObject({
    isError: true,
    text: expect.stringContaining('loud'),
  })
  expect(await service.call('greet', { name: '' })).toMatchObject({
    isError: true,
    text: expect.stringContaining('name'),
  })
})

test('a refusal reaches the asker in its own words, with its facts', async () => {
  const { server, errors } = openGreeter()
  await using service = await connectService(server)
  expect(await service.call('refuse')).toEqual({
    isError: true,
    text: 'Not on a Sunday. Ask again tomorrow.',
    structured: undefined,
    meta: { [META.errorData]: { day: 'Sunday' } },
  })
  expect(errors).toEqual([])
})

test('an unplanned error reaches the operator, and the asker hears nothing of its inside', async () => {
  const { server, errors } = openGreeter()
  await using service = await connectService(server)
  const answer = await service.call('fail')
  expect(answer.isError).toBe(true)
  expect(answer.text).toBe('fail failed because of an internal error. It may help to try again later.')
  expect(errors).toEqual([{ tool: 'fail', error: new Error('select secret from vault') }])
})

test('a result that breaks its schema is an internal error', async () => {
  const { server, errors } = openGreeter()
  await using service = await connectService(server)
  const answer = await service.call('lie')
  expect(answer).toMatchObject({
    isError: true,
    structured: undefined,
    text: expect.stringContaining('internal error'),
  })
  expect(errors).toEqual([{ tool: 'lie', error: expect.any(z.ZodError) }])
})

test('blocks of its own go before the text, and a text of its own takes the place of the JSON', async () => {
  await using service = await connectService(openGreeter().server)
  const sung = await service.client.callTool({ name: 'sing', arguments: {} })
  expect(sung.content).toEqual([
    { type: 'audio', data: 'AAAA', mimeType: 'audio/wav' },
    { type: 'text', text: '{"verses":2}' },
  ])
  const whispered = await service.client.callTool({ name: 'sing', arguments: { secretly: true } })
  expect(whispered).toMatchObject({
    content: [{ type: 'audio' }, { type: 'text', text: 'A song.' }],
    structuredContent: { verses: 2 },
  })
})

test('whoever asks to be told hears how far it is', async () => {
  await using service = await connectService(openGreeter().server)
  const told: unknown[] = []
  await service.client.callTool({ name: 'sing', arguments: {} }, { onprogress: (progress) => told.push(progress) })
  expect(told).toEqual([{ progress: 1, total: 2, message: 'the first verse' }])
})

test('resources and templates are listed and read', async () => {
  await using service = await connectService(openGreeter().server)
  expect((await service.client.listResources()).resources).toEqual([
    {
      uri: 'greeter://manners',
      name: 'manners',
      title: 'Manners',
      description: 'How it greets.',
      mimeType: 'application/json',
    },
  ])
  expect((await service.client.listResourceTemplates()).resourceTemplates).toMatchObject([
    { uriTemplate: 'greeter://portraits/{name}', name: 'portrait' },
  ])
  expect(await service.client.readResource({ uri: 'greeter://manners' })).toMatchObject({
    contents: [{ uri: 'greeter://manners', mimeType: 'application/json', text: '{"greeting":"Hello"}' }],
  })
  expect(await service.client.readResource({ uri: 'greeter://portraits/Ana%20B' })).toMatchObject({
    contents: [{ mimeType: 'image/png', blob: btoa('Ana B') }],
  })
})

test('a resource that is not there is refused in words, and one that fails says nothing of its inside', async () => {
  const { server, errors } = openGreeter()
  await using service = await connectService(server)
  await expect(service.client.readResource({ uri: 'greeter://portraits/nobody' })).rejects.toThrow(
    'Nobody has no portrait.',
  )
  expect(errors).toEqual([])
  await expect(service.client.readResource({ uri: 'greeter://portraits/broken' })).rejects.toThrow(
    'portrait could not be read because of an internal error.',
  )
  expect(errors).toEqual([{ tool: 'greeter://portraits/{name}', error: new Error('select secret from vault') }])
})
