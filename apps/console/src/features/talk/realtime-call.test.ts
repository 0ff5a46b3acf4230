import { readClientEvent } from '@patchbay/realtime'
import type { ReadClientEvent } from '@patchbay/realtime'
import { expect, test } from 'vitest'
import type { MicrophoneListener } from './microphone.ts'
import type { Player } from './play-audio.ts'
import { PlaybackClock } from './playback-clock.ts'
import { SAMPLE_RATE } from './pcm16.ts'
import { RealtimeCall } from './realtime-call.ts'

/** A call whose far end and loudspeaker are in the test's hands. */
function openCall({ hears = false }: { hears?: boolean } = {}) {
  const clock = new PlaybackClock()
  const line = new EventTarget()
  const sent: ReadClientEvent[] = []
  let heard: (playing: boolean) => void = () => {}
  const ear = { nowS: 0, closed: false }
  const player: Player = {
    play(itemId, samples) {
      clock.schedule(itemId, samples.length / SAMPLE_RATE, ear.nowS)
      heard(true)
    },
    stop() {
      heard(false)
      return clock.cut(ear.nowS)
    },
    setSound: () => {},
    onPlaying: (listener) => (heard = listener),
    close: () => (ear.closed = true),
  }
  const microphone: { listener?: MicrophoneListener; closed: boolean } = { closed: false }
  const openMicrophone = async (listener: MicrophoneListener) => {
    microphone.listener = listener
    return { close: () => void (microphone.closed = true) }
  }
  let closedWith: number | undefined
  const socket = {
    addEventListener: line.addEventListener.bind(line),
    // What the engine would not take is no event.
    send: (text: string) => {
      const read = readClientEvent(text)
      if ('problem' in read) throw new Error(read.problem.message)
      sent.push(read.event)
    },
    close: (code?: number) => (closedWith = code),
  }
  const call = new RealtimeCall({ socket, player, number: '+5511999999999', callId: 'cv_1', hears, openMicrophone })
  return {
    call,
    sent,
    ear,
    microphone,
    closedWith: () => closedWith,
    types: () => sent.splice(0).map(({ type }) => type),
    receive: (...events: Record<string, unknown>[]) => {
      for (const event of events) line.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(event) }))
    },
    lose: (reason = '') => line.dispatchEvent(Object.assign(new Event('close'), { reason })),
  }
}

const response = (id = 'resp_1') => ({ type: 'response.created', response: { id } })
const responseDone = (id = 'resp_1') => ({ type: 'response.done', response: { id, status: 'completed' } })
const sound = (seconds: number, { item = 'item_1', of = 'resp_1' } = {}) => ({
  type: 'response.output_audio.delta',
  response_id: of,
  item_id: item,
  delta: Buffer.from(new Int16Array(seconds * SAMPLE_RATE).fill(9_000).buffer).toString('base64'),
})

test('what is typed becomes the person’s message, and the agent is asked to answer', () => {
  const { call, sent } = openCall()
  call.say('  Any surf tomorrow? ')
  expect(sent).toMatchObject([
    {
      type: 'conversation.item.create',
      item: { role: 'user', content: [{ type: 'input_text', text: 'Any surf tomorrow?' }] },
    },
    { type: 'response.create' },
  ])
  expect(call.getState().conversation.entries).toMatchObject([{ turn: { text: 'Any surf tomorrow?' } }])
})

test('nothing is sent for nothing', () => {
  const { call, sent } = openCall()
  call.say('   ')
  call.interrupt()
  expect(sent).toEqual([])
})

test('sending while the agent speaks stops it first, and tells how much was heard', () => {
  const { call, sent, ear, receive } = openCall()
  receive(response(), sound(2))
  expect(call.getState().speaking).toBe(true)
  ear.nowS = 0.75
  call.say('Stop')
  expect(sent).toMatchObject([
    { type: 'response.cancel', response_id: 'resp_1' },
    { type: 'conversation.item.truncate', item_id: 'item_1', content_index: 0, audio_end_ms: 750 },
    { type: 'conversation.item.create' },
    { type: 'response.create' },
  ])
  expect(call.getState().speaking).toBe(false)
})

test('an answer that is done but still sounding is cut without a response to cancel', () => {
  const { call, ear, receive, types } = openCall()
  receive(response(), sound(2), responseDone())
  ear.nowS = 1
  call.interrupt()
  expect(types()).toEqual(['conversation.item.truncate'])
  ear.nowS = 2
  call.interrupt()
  expect(types()).toEqual([])
})

test('sound that was on its way when the agent was stopped is not played', () => {
  const { call, ear, receive, types } = openCall()
  receive(response(), sound(1))
  call.interrupt()
  types()
  receive(sound(1), { type: 'response.done', response: { id: 'resp_1', status: 'cancelled' } })
  expect(call.getState().speaking).toBe(false)
  receive(response('resp_2'), sound(1, { item: 'item_2', of: 'resp_2' }))
  expect(call.getState().speaking).toBe(true)
  ear.nowS = 0.5
  call.interrupt()
  expect(types()).toEqual(['response.cancel', 'conversation.item.truncate'])
})

test('what the microphone brings goes to the engine until it is switched off, and silence ends what was said', async () => {
  const { call, sent, microphone } = openCall({ hears: true })
  const levels: number[] = []
  call.microphone.onLevel((level) => levels.push(level))
  await call.microphone.switchOn()
  expect(call.getState().microphone).toBe('on')
  microphone.listener?.onPiece(new Int16Array(960).fill(16_384))
  expect(levels).toEqual([0.5])
  call.microphone.switchOff()
  microphone.listener?.onPiece(new Int16Array(960))
  const bytes = sent.map((event) => event.type === 'input_audio_buffer.append' && Buffer.from(event.audio, 'base64'))
  expect(bytes).toEqual([Buffer.from(new Int16Array(960).fill(16_384).buffer), Buffer.alloc(2 * SAMPLE_RATE)])
  expect(microphone.closed).toBe(true)
  expect(call.getState().microphone).toBe('off')
})

test('speech that the engine has heard silences the agent, which ends its response by itself', () => {
  const { call, ear, receive, sent } = openCall({ hears: true })
  receive(response(), sound(2))
  ear.nowS = 0.5
  receive({ type: 'input_audio_buffer.speech_started', item_id: 'item_9', audio_start_ms: 0 })
  expect(sent).toMatchObject([{ type: 'conversation.item.truncate', item_id: 'item_1', audio_end_ms: 500 }])
  expect(call.getState()).toMatchObject({ speaking: false, conversation: { hearing: 'speaking' } })
  receive(sound(1))
  expect(call.getState().speaking).toBe(false)
})

test('what was heard is written down where it was said', () => {
  const { call, receive } = openCall({ hears: true })
  const item = { id: 'item_9', type: 'message', role: 'user', content: [{ type: 'input_audio', transcript: '' }] }
  const words = {
    type: 'conversation.item.input_audio_transcription.completed',
    item_id: 'item_9',
    transcript: 'Any surf?',
  }
  receive({ type: 'input_audio_buffer.speech_stopped', item_id: 'item_9' }, { type: 'conversation.item.done', item })
  expect(call.getState().conversation.hearing).toBe('writing')
  receive(words)
  expect(call.getState().conversation).toMatchObject({
    hearing: null,
    entries: [{ turn: { speaker: 'person', text: 'Any surf?' } }],
  })
  receive({
    type: 'conversation.item.input_audio_transcription.failed',
    item_id: 'item_10',
    error: { message: 'Say it again' },
  })
  expect(call.getState().conversation.entries.at(-1)).toMatchObject({ kind: 'note', tone: 'bad', text: 'Say it again' })
})

test('an engine without ears has no microphone, and a call that is over lets it go', async () => {
  expect(openCall().call.getState().microphone).toBeNull()
  const { call, microphone, sent } = openCall({ hears: true })
  await call.microphone.switchOn()
  call.hangUp()
  expect(microphone.closed).toBe(true)
  microphone.listener?.onPiece(new Int16Array(960))
  expect(call.getState().microphone).toBeNull()
  expect(sent).toEqual([])
})

test('an engine that had finished in the meantime may say so; other errors are shown', () => {
  const { call, sent, receive } = openCall()
  receive(response(), sound(1))
  call.interrupt()
  const refused = { type: 'invalid_request_error', code: 'response_cancel_not_active', message: 'Nothing to cancel' }
  receive({ type: 'error', error: { ...refused, event_id: sent[0]?.event_id } })
  expect(call.getState().conversation.entries).toEqual([])
  receive({ type: 'error', error: { ...refused, message: 'No such item', event_id: null } })
  expect(call.getState().conversation.entries).toMatchObject([{ kind: 'note', text: 'No such item' }])
})

test('an approval is answered once', () => {
  const { call, sent, receive } = openCall()
  const item = { id: 'mcpr_1', type: 'mcp_approval_request', server_label: 'club', name: 'book', arguments: '{}' }
  receive({ type: 'response.output_item.done', response_id: 'resp_1', item })
  call.answer('mcpr_1', false)
  call.answer('mcpr_1', true)
  expect(sent).toMatchObject([
    { item: { type: 'mcp_approval_response', approval_request_id: 'mcpr_1', approve: false } },
  ])
  expect(call.getState().conversation.entries).toMatchObject([{ approval: { answer: 'denied' } }])
})

test('what was heard is counted, silence is not', () => {
  const { call, receive } = openCall()
  receive(response(), sound(0.5))
  expect(call.getState().heardSamples).toBe(12_000)
  receive({ ...sound(0.5), delta: Buffer.alloc(1_000).toString('base64') })
  expect(call.getState().heardSamples).toBe(12_000)
})

test('hanging up closes the line and the loudspeaker, and nothing is sent after it', async () => {
  const { call, ear, receive, closedWith, sent, lose } = openCall()
  receive({ type: 'session.created' }, response(), sound(5))
  await call.taken
  call.hangUp()
  expect(closedWith()).toBe(1000)
  expect(ear.closed).toBe(true)
  lose()
  call.say('Hello?')
  call.interrupt()
  expect(sent).toEqual([])
  expect(call.getState()).toMatchObject({ ending: 'You hung up.', speaking: false })
})

test('a line that breaks ends the call and says so', () => {
  const { call, receive, lose } = openCall()
  receive({ type: 'session.created' })
  lose()
  expect(call.getState().ending).toBe('The connection to the gateway was lost, and the call with it.')
})

test('a session that has lasted as long as it may says why it ended', () => {
  const { call, receive, lose } = openCall()
  receive({ type: 'session.created' })
  receive({
    type: 'error',
    error: { code: 'session_expired', message: 'The session has reached its longest duration' },
  })
  lose()
  expect(call.getState().ending).toBe('The call ended: The session has reached its longest duration.')
})

test('a gateway that does not take the call is told apart from one that is lost', async () => {
  const { call, lose } = openCall()
  lose()
  await expect(call.taken).rejects.toThrow('did not take the call')
})
