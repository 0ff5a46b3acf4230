import { createHmac, randomBytes } from 'node:crypto'
import { INVALID_PARAMS, ProtocolError, type ServerContext } from '@modelcontextprotocol/server'
import { declaredBy, object, sample, text, type EverythingTool, type Result } from './everything-answers.ts'

const elicit = (message: string, property: string, type = 'string') => ({
  method: 'elicitation/create',
  params: { mode: 'form', message, requestedSchema: object({ [property]: { type } }, [property]) },
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

const stateOf = (context: ServerContext) => unseal(context.mcpReq.requestState())

/** Tools of the revision 2026-07-28, which ask by their answer. */
export const inputTools: Record<string, EverythingTool> = {
  test_streaming_elicitation: {
    description: 'Asks for a name, and sends no request of its own for it',
    run(_, context) {
      const content = contentOf(answered(context, 'user_name'))
      return content
        ? text(`Hello, ${String(content.name)}!`)
        : ask({ user_name: elicit('What is your name?', 'name') })
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
