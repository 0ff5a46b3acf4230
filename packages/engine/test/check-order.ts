import type { ServerEvent } from '@patchbay/realtime'

interface OpenResponse {
  inConversation: boolean
  item:
    | { id: string; type: string; parts: number; openPart: boolean; argumentsDone: boolean; landed: boolean }
    | undefined
  /** The last item's `output_item.done` waits for its `conversation.item.done`. */
  finishing: string | undefined
  starting: string | undefined
  outputs: number
}

/**
 * Holds a session's events against the protocol's order.
 *
 * @returns What is wrong, a sentence an event; nothing where all is right.
 */
export function checkOrder(events: readonly ServerEvent[]): string[] {
  const problems: string[] = []
  const ids = new Set<string>()
  const open = new Map<string, OpenResponse>()
  const done = new Set<string>()
  if (events[0]?.type !== 'session.created') problems.push('the first event is not session.created')

  for (const [at, event] of events.entries()) {
    const wrong = (what: string) => problems.push(`${at} ${event.type}: ${what}`)
    const eventId = 'event_id' in event ? event.event_id : ''
    if (ids.has(eventId)) wrong('its id was used before')
    ids.add(eventId)

    if (event.type === 'response.created') {
      const id = event.response.id ?? ''
      const inConversation = event.response.conversation_id !== undefined
      if (inConversation && [...open.values()].some((other) => other.inConversation))
        wrong('another response is active')
      open.set(id, { inConversation, item: undefined, finishing: undefined, starting: undefined, outputs: 0 })
      continue
    }
    if (event.type === 'response.done') {
      const id = event.response.id ?? ''
      const response = open.get(id)
      if (!response) wrong(done.has(id) ? 'it was done before' : 'it was never created')
      if (response?.item || response?.finishing || response?.starting) wrong('an item is open')
      if (event.response.output?.length !== response?.outputs) wrong('its output is not its items')
      open.delete(id)
      done.add(id)
      continue
    }
    if (event.type === 'conversation.item.added' || event.type === 'conversation.item.done') {
      const itemId = event.item.id ?? ''
      for (const response of open.values()) {
        if (response.starting === itemId && event.type === 'conversation.item.added') response.starting = undefined
        if (response.finishing === itemId && event.type === 'conversation.item.done') response.finishing = undefined
      }
      continue
    }
    if (!event.type.startsWith('response.')) continue
    const responseId = 'response_id' in event ? event.response_id : undefined
    const response =
      responseId === undefined
        ? [...open.values()].find(({ item }) => 'item_id' in event && item?.id === event.item_id)
        : open.get(responseId)
    if (!response) {
      wrong('its response is not open')
      continue
    }
    if (response.starting && response.inConversation) wrong('conversation.item.added did not come first')
    if (response.finishing && response.inConversation)
      wrong('conversation.item.done of the item before did not come first')
    const { item } = response
    // Only what belongs to a response comes here.
    // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the rest was told apart above
    switch (event.type) {
      case 'response.output_item.added': {
        if (item) wrong('another item is open')
        const id = event.item.id ?? ''
        const started = { id, type: event.item.type, parts: 0, openPart: false, argumentsDone: false, landed: false }
        response.item = started
        if (event.output_index !== response.outputs) wrong('its index is not next')
        if (response.inConversation) response.starting = id
        break
      }
      case 'response.output_item.done':
        if (!item || item.id !== event.item.id) wrong('another item is open')
        else if (item.openPart) wrong('a part is open')
        else if (item.type === 'message' && item.parts === 0) wrong('the message has no part')
        else if (item.type === 'mcp_call' && !item.landed) wrong('the call has neither completed nor failed')
        else if (item.type === 'function_call' && !item.argumentsDone) wrong('the arguments are not done')
        response.item = undefined
        response.outputs += 1
        if (response.inConversation) response.finishing = event.item.id
        break
      case 'response.content_part.added':
        if (!item || item.openPart) wrong('a part is open, or no item')
        else Object.assign(item, { openPart: true, parts: item.parts + 1 })
        break
      case 'response.content_part.done':
        if (!item?.openPart) wrong('no part is open')
        else item.openPart = false
        break
      case 'response.function_call_arguments.done':
      case 'response.mcp_call_arguments.done':
        if (item) item.argumentsDone = true
        break
      case 'response.mcp_call.in_progress':
        if (!item?.argumentsDone) wrong('the arguments are not done')
        break
      case 'response.mcp_call.completed':
      case 'response.mcp_call.failed':
        if (item) item.landed = true
        break
      default:
        if (event.type.startsWith('response.output_') && !item?.openPart) wrong('no part is open')
    }
  }
  for (const id of open.keys()) problems.push(`response ${id} was never done`)
  return problems
}
