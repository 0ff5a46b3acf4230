import { createHmac, randomBytes } from 'node:crypto'
import {
  CLIENT_CAPABILITIES_META_KEY,
  INVALID_PARAMS,
  ProtocolError,
  type ServerContext,
} from '@modelcontextprotocol/server'

/** A red pixel, and a tenth of a second of silence: the smallest that are valid. */
export const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=='
const WAV = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA='

type Result = Record<string, unknown>

export interface EverythingTool {
  description: string
  inputSchema?: Record<string, unknown>
  run(args: Record<string, unknown>, context: ServerContext): Result | Promise<Result>
}

const text = (words: string): Result => ({ content: [{ type: 'text', text: words }] })
const pause = () => new Promise((resolve) => setTimeout(resolve, 50))
const object = (properties: Record<string, unknown>, required: string[] = []) => ({
  type: 'object',
  properties,
  required,
})

const elicit = (message: string, property: string, type = 'string') => ({
  method: 'elicitation/create',
  params: { mode: 'form', message, requestedSchema: object({ [property]: { type } }, [property]) },
})
const sample = (question: string, maxTokens: number) => ({
  method: 'sampling/createMessage',
  params: { messages: [{ role: 'user', content: { type: 'text', text: question } }], maxTokens },
})
const roots = { method: 'roots/list', params: {} }

const secret = randomBytes(32)

/** Something to be remembered by the client, which it cannot change unnoticed. */
function seal(state: string): string {
  return `${state}.${createHmac('sha256', secret).update(state).digest('base64url')}`
}

function unseal(sealed: string | undefined): string | undefined {
  if (sealed === undefined) return undefined
  const state = sealed.slice(0, sealed.lastIndexOf('.'))
  if (sealed === seal(state)) return state
  throw new ProtocolError(INVALID_PARAMS, 'requestState was changed on its way')
}

const ask = (inputRequests: Record<string, unknown>, state?: string): Result => ({
  resultType: 'input_required',
  inputRequests,
  ...(state === undefined ? {} : { requestState: seal(state) }),
})

/** What the client answered to one question; nothing where it did not, or not as it was asked. */
function answered(context: ServerContext, key: string): Result | undefined {
  const answer = context.mcpReq.inputResponses?.[key]
  return typeof answer === 'object' && answer !== null ? (answer as Result) : undefined
}

function contentOf(answer: Result | undefined): Result | undefined {
  return answer?.action === 'accept' && typeof answer.content === 'object' ? (answer.content as Result) : undefined
}

/** What the client says in its request that it can do. */
function declaredBy({ mcpReq }: ServerContext): Result | undefined {
  // The envelope's members have the names that they have on the wire.
  const envelope = mcpReq.envelope as Result | undefined
  return envelope?.[CLIENT_CAPABILITIES_META_KEY] as Result | undefined
}

const stateOf = (context: ServerContext) => unseal(context.mcpReq.requestState())

/** Asks the client by the way of its revision: in the answer, or by a request. */
async function request(context: ServerContext, method: string, params: Result): Promise<Result> {
  return (await context.mcpReq.send({ method, params } as never)) as Result
}

const enums = object({
  untitledSingle: { type: 'string', enum: ['option1', 'option2', 'option3'] },
  titledSingle: {
    type: 'string',
    oneOf: ['First Option', 'Second Option', 'Third Option'].map((title, n) => ({ const: `value${n + 1}`, title })),
  },
  legacyEnum: {
    type: 'string',
    enum: ['opt1', 'opt2', 'opt3'],
    enumNames: ['Option One', 'Option Two', 'Option Three'],
  },
  untitledMulti: { type: 'array', items: { type: 'string', enum: ['option1', 'option2', 'option3'] } },
  titledMulti: {
    type: 'array',
    items: {
      anyOf: ['First Choice', 'Second Choice', 'Third Choice'].map((title, n) => ({ const: `value${n + 1}`, title })),
    },
  },
})

const defaults = object({
  name: { type: 'string', default: 'John Doe' },
  age: { type: 'integer', default: 30 },
  score: { type: 'number', default: 95.5 },
  status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
  verified: { type: 'boolean', default: true },
})

async function completed(context: ServerContext, requestedSchema: Result): Promise<Result> {
  const { action, content } = await request(context, 'elicitation/create', {
    message: 'Please fill in',
    requestedSchema,
  })
  return text(`Elicitation completed: action=${String(action)}, content=${JSON.stringify(content ?? {})}`)
}

/** Tells who serves this when a list has changed. */
export const changes = new EventTarget()

/** How often each list was changed: it has so many entries more. */
export const added = { tools: 0, prompts: 0 }

function change(list: keyof typeof added): Result {
  added[list] += 1
  changes.dispatchEvent(new Event(list))
  return text(`The list of ${list} has changed.`)
}

/** The tools that the suite's scenarios ask for, by their names. */
export const everythingTools: Record<string, EverythingTool> = {
  test_simple_text: {
    description: 'Says something simple',
    run: () => text('This is a simple text response for testing.'),
  },
  test_image_content: {
    description: 'Shows an image',
    run: () => ({ content: [{ type: 'image', data: PNG, mimeType: 'image/png' }] }),
  },
  test_audio_content: {
    description: 'Plays a sound',
    run: () => ({ content: [{ type: 'audio', data: WAV, mimeType: 'audio/wav' }] }),
  },
  test_embedded_resource: {
    description: 'Embeds a resource',
    run: () => ({
      content: [
        {
          type: 'resource',
          resource: {
            uri: 'test://embedded-resource',
            mimeType: 'text/plain',
            text: 'This is an embedded resource content.',
          },
        },
      ],
    }),
  },
  test_multiple_content_types: {
    description: 'Answers in several types',
    run: () => ({
      content: [
        { type: 'text', text: 'Multiple content types test:' },
        { type: 'image', data: PNG, mimeType: 'image/png' },
        {
          type: 'resource',
          resource: {
            uri: 'test://mixed-content-resource',
            mimeType: 'application/json',
            text: '{"test":"data","value":123}',
          },
        },
      ],
    }),
  },
  test_tool_with_logging: {
    description: 'Logs while it works',
    async run(_, { mcpReq }) {
      for (const words of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
        await mcpReq.log('info', words)
        await pause()
      }
      return text('It has logged three times.')
    },
  },
  test_tool_with_progress: {
    description: 'Tells of its progress',
    async run(_, { mcpReq }) {
      const progressToken = mcpReq._meta?.progressToken
      for (const progress of [0, 50, 100]) {
        if (progressToken !== undefined) {
          await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, total: 100 } })
        }
        await pause()
      }
      return text('It is done.')
    },
  },
  test_error_handling: {
    description: 'Fails',
    run: () => ({ ...text('This tool intentionally returns an error for testing'), isError: true }),
  },
  test_sampling: {
    description: "Asks the client's language model",
    inputSchema: object({ prompt: { type: 'string' } }, ['prompt']),
    async run({ prompt }, context) {
      const { content } = await request(context, 'sampling/createMessage', sample(String(prompt), 100).params)
      return text(`LLM response: ${String((content as Result).text)}`)
    },
  },
  test_elicitation: {
    description: 'Asks the person',
    inputSchema: object({ message: { type: 'string' } }, ['message']),
    async run({ message }, context) {
      const person = object({ username: { type: 'string' }, email: { type: 'string' } }, ['username', 'email'])
      const { action, content } = await request(context, 'elicitation/create', { message, requestedSchema: person })
      return text(`User response: action: ${String(action)}, content: ${JSON.stringify(content ?? {})}`)
    },
  },
  test_elicitation_sep1034_defaults: {
    description: 'Asks the person, with defaults',
    run: (_, context) => completed(context, defaults),
  },
  test_elicitation_sep1330_enums: {
    description: 'Asks the person to choose',
    run: (_, context) => completed(context, enums),
  },
  json_schema_2020_12_tool: {
    description: 'Has a schema with many words',
    inputSchema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      $defs: {
        address: {
          $anchor: 'addressDef',
          type: 'object',
          properties: { street: { type: 'string' }, city: { type: 'string' } },
        },
      },
      properties: {
        name: { type: 'string' },
        address: { $ref: '#/$defs/address' },
        contactMethod: { type: 'string', enum: ['phone', 'email'] },
        phone: { type: 'string' },
        email: { type: 'string' },
      },
      allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
      if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
      then: { required: ['phone'] },
      else: { required: ['email'] },
      additionalProperties: false,
    },
    run: (args) => text(JSON.stringify(args)),
  },
  test_header_routing: {
    description: 'Has an argument that goes as a header too',
    inputSchema: object({ region: { type: 'string', 'x-mcp-header': 'Region' } }, ['region']),
    run: ({ region }) => text(`Region: ${String(region)}`),
  },
  test_streaming_elicitation: {
    description: 'Asks for a name, and sends no request of its own for it',
    run(_, context) {
      const content = contentOf(answered(context, 'user_name'))
      return content
        ? text(`Hello, ${String(content.name)}!`)
        : ask({ user_name: elicit('What is your name?', 'name') })
    },
  },
  test_logging_tool: {
    description: 'Logs, where the request wants to hear it',
    async run(_, { mcpReq }) {
      await mcpReq.log('info', 'It is being done')
      return text('It is done.')
    },
  },
  test_trigger_tool_change: { description: 'Adds a tool', run: () => change('tools') },
  test_trigger_prompt_change: { description: 'Adds a prompt', run: () => change('prompts') },
  test_missing_capability: {
    description: 'Needs sampling',
    run(_, context) {
      const capabilities = declaredBy(context)
      if (capabilities?.sampling) return text('Sampling is there.')
      throw new ProtocolError(-32_021, 'The client must be able to sample', { requiredCapabilities: { sampling: {} } })
    },
  },
  test_input_required_result_elicitation: {
    description: 'Asks for a name in its answer',
    run(_, context) {
      const content = contentOf(answered(context, 'user_name'))
      if (typeof content?.name !== 'string') return ask({ user_name: elicit('What is your name?', 'name') })
      return text(`Hello, ${content.name}!`)
    },
  },
  test_input_required_result_sampling: {
    description: 'Asks a model in its answer',
    run(_, context) {
      const answer = answered(context, 'capital_question')
      if (!answer) return ask({ capital_question: sample('What is the capital of France?', 100) })
      return text(`The model says: ${JSON.stringify(answer.content)}`)
    },
  },
  test_input_required_result_list_roots: {
    description: "Asks for the client's roots in its answer",
    run(_, context) {
      const answer = answered(context, 'client_roots')
      return answer ? text(`Roots: ${JSON.stringify(answer.roots)}`) : ask({ client_roots: roots })
    },
  },
  test_input_required_result_request_state: {
    description: 'Has the client remember something',
    run(_, context) {
      const state = stateOf(context)
      const content = contentOf(answered(context, 'confirm'))
      if (!content || state !== 'asked') return ask({ confirm: elicit('Please confirm', 'ok', 'boolean') }, 'asked')
      return text('state-ok: it was confirmed.')
    },
  },
  test_input_required_result_multiple_inputs: {
    description: 'Asks for three things at once',
    run(_, context) {
      const keys = ['user_name', 'greeting', 'client_roots']
      if (stateOf(context) === undefined || keys.some((key) => !answered(context, key))) {
        return ask(
          {
            user_name: elicit('What is your name?', 'name'),
            greeting: sample('Generate a greeting', 50),
            client_roots: roots,
          },
          'three',
        )
      }
      return text('All three are here.')
    },
  },
  test_input_required_result_multi_round: {
    description: 'Asks twice',
    run(_, context) {
      const state = stateOf(context)
      if (state === 'two' && answered(context, 'step2')) return text('Both steps are done.')
      if (state === 'one' && answered(context, 'step1')) {
        return ask({ step2: elicit('Step 2: What is your favorite color?', 'color') }, 'two')
      }
      return ask({ step1: elicit('Step 1: What is your name?', 'name') }, 'one')
    },
  },
  test_input_required_result_tampered_state: {
    description: 'Notices a changed state',
    run(_, context) {
      const state = stateOf(context)
      return state === undefined
        ? ask({ confirm: elicit('Please confirm', 'ok', 'boolean') }, 'whole')
        : text('It is whole.')
    },
  },
  test_input_required_result_capabilities: {
    description: 'Asks only for what the client can do',
    run(_, context) {
      const declared = declaredBy(context)
      const questions = {
        ...(declared?.sampling ? { greeting: sample('Generate a greeting', 50) } : {}),
        ...(declared?.elicitation ? { user_name: elicit('What is your name?', 'name') } : {}),
      }
      const open = Object.keys(questions).some((key) => !answered(context, key))
      return open ? ask(questions) : text('Nothing more to ask.')
    },
  },
}
