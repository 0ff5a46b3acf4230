import { ProtocolError, type ServerContext } from '@modelcontextprotocol/server'
import { declaredBy, object, sample, text, type EverythingTool, type Result } from './everything-answers.ts'
import { inputTools } from './input-tools.ts'

/** A red pixel, and a tenth of a second of silence: the smallest that are valid. */
export const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=='
const WAV = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA='

const pause = () => new Promise((resolve) => setTimeout(resolve, 50))
/** Asks the client by the way of its revision: in the answer, or by a request. */
function request(context: ServerContext, method: string, params: Result): Promise<Result> {
  return context.mcpReq.send({ method, params } as never)
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
      // oxlint-disable-next-line unicorn/no-thenable -- a word of JSON Schema
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
  ...inputTools,
}
