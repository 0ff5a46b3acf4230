import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BrainRequest } from '../../brain.ts'
import { createOfflineBrain } from './create-offline-brain.ts'
import { clock, openToolsets, type OpenToolsets } from './testing/open-toolsets.ts'
import { startTalk, type Turn } from './testing/talk.ts'

describe('a conversation with the club', () => {
  let open: OpenToolsets
  beforeAll(async () => {
    open = await openToolsets()
  })
  afterAll(() => open[Symbol.asyncDispose]())

  /** Says each in turn, changes not made, and answers the last turn. */
  async function say(...utterances: string[]): Promise<Turn> {
    const talk = startTalk(createOfflineBrain(), open.club, () => false)
    let turn: Turn = { text: '', calls: [] }
    for (const utterance of utterances) turn = await talk.say(utterance)
    return turn
  }
  const names = (turn: Turn) => turn.calls.map(({ name }) => name)

  test.each([
    ['hello', /^Hello!/],
    ['Oi, bom dia!', /^Olá!/],
    ['thank you', /welcome/],
    ['tchau', /Até logo/],
    ['what can you do?', /I can .*book session/],
    ['me ajuda', /Eu posso .*reservar sessão/],
    ['flurb the grommet', /didn't understand.*I can/],
    ['yes', /nothing to confirm/],
  ])('“%s” needs no tool', async (text, answer) => {
    const turn = await say(text)
    expect(turn.calls).toEqual([])
    expect(turn.text).toMatch(answer)
  })

  test('what is missing is asked for with its choices, and the next words are the answer', async () => {
    expect((await say('what is available tomorrow?')).text).toBe('Which sport: surf or tennis?')
    expect(await say('what is available tomorrow?', 'tennis')).toMatchObject({
      calls: [{ name: 'get_availability', args: { sport: 'tennis', date: '2026-11-22' } }],
    })
    expect((await say('o que está disponível amanhã?')).text).toBe('Qual esporte: surfe ou tênis?')
  })

  test('an answer that is not understood is asked for once more, and then let go', async () => {
    expect((await say('what is available tomorrow?', 'flurb')).text).toMatch(/didn't understand.*Which sport/)
    expect((await say('what is available tomorrow?', 'flurb', 'grommet')).text).not.toMatch(/Which sport/)
    expect((await say('what is available tomorrow?', 'never mind')).text).toMatch(/nothing/)
  })

  test('ids are looked up by other tools first, the change is read back in words', async () => {
    const turn = await say('book surf for Rafael tomorrow at eleven')
    expect(names(turn)).toEqual(['get_members', 'get_availability'])
    expect(turn.text).toBe(
      'Book session for Rafael Silva: surf, tomorrow, Sunday 22 November at 11:00, beginner, wave side right, 180 reais. Shall I go ahead?',
    )
    expect(turn.text).not.toContain('12345')
    expect((await say('marca surf para o Rafael amanhã às onze')).text).toBe(
      'Reservar sessão para Rafael Silva: surfe, amanhã, domingo, 22 de novembro às 11h, iniciante, lado direito, 180 reais. Posso confirmar?',
    )
  })

  test('a yes makes the change, with what was read back', async () => {
    const request = 'book surf for Rafael tomorrow at eleven'
    const session_id = open.known.session('2026-11-22T11:00')
    expect((await say(request, 'yes please')).calls).toEqual([
      { name: 'book_session', args: { member_id: 12345, session_id }, readOnly: false },
    ])
  })

  test('a no makes nothing, and another wish is read back anew', async () => {
    const request = 'book surf for Rafael tomorrow at eleven'
    expect(await say(request, 'no')).toEqual({ text: 'All right, nothing was done.', calls: [] })
    const changed = await say(request, 'no, for Helena')
    expect(changed.text).toMatch(/for Helena Silva: surf, tomorrow, Sunday 22 November at 11:00.*Shall I go ahead\?$/)
    expect((await say(request, 'ok but with voucher ONDA10')).text).toMatch(/voucher code ONDA10\. Shall I go ahead/)
  })

  test('an unclear answer is asked once more and is then a no', async () => {
    const request = 'book surf for Rafael tomorrow at eleven'
    expect((await say(request, 'hmm')).text).toMatch(/yes or a no\? Book session for Rafael Silva.*Shall I go ahead\?$/)
    expect(await say(request, 'hmm', 'dunno')).toEqual({ text: 'All right, nothing was done.', calls: [] })
    expect(names(await say(request, 'hmm', 'yes'))).toEqual(['book_session'])
    expect(names(await say(request, 'hmm', 'dunno', 'yes'))).toEqual([])
  })

  test('a read-back that was cut off is said again before a yes counts', async () => {
    const talk = startTalk(createOfflineBrain(), open.club, () => false)
    const { text } = await talk.say('book surf for Rafael tomorrow at eleven')
    talk.history.splice(-1, 1, { type: 'message', role: 'assistant', text: text.slice(0, 30) })
    expect(await talk.say('yes')).toEqual({ text, calls: [] })
    expect(names(await talk.say('yes'))).toEqual(['book_session'])
  })

  test('two that fit are asked about by what tells them apart', async () => {
    expect((await say('book surf for Rafael tomorrow at nine')).text).toBe(
      'Which session, tomorrow, Sunday 22 November: at 9:00, beginner, wave side left; at 9:00, intermediate, wave side right?',
    )
    expect((await say('book a surf session tomorrow at eleven')).text).toBe(
      'Which member: Rafael Silva or Helena Silva?',
    )
  })

  test('what was just listed can be pointed at', async () => {
    expect((await say('any beginner surf tomorrow?', 'the last one for Helena')).text).toMatch(
      /for Helena Silva.*at 16:00/,
    )
    expect((await say('tem tênis na quarta à noite?', 'quero a das oito pra mim')).text).toMatch(
      /para Rafael Silva.*às 20h/,
    )
  })

  test('the language is the last one that could be told', async () => {
    expect((await say('o que está disponível amanhã?', 'surf')).text).toMatch(/^8 sessões, surfe/)
    expect((await say('o que está disponível amanhã?', 'surf', 'what are my bookings?')).text).toMatch(/^1 booking/)
  })

  test('what failed is said as it is', async () => {
    const talk = startTalk(createOfflineBrain(), open.club, () => true)
    for (const text of ['book surf for Rafael tomorrow at eleven with voucher VERAO15', 'yes']) await talk.say(text)
    expect(talk.history.at(-1)).toMatchObject({ role: 'assistant', text: expect.stringContaining('used up') })
    expect(talk.history.at(-1)).not.toMatchObject({ text: expect.stringMatching(/^Done/) })
  })

  test('without tools, or where none may be used, none is', async () => {
    const history = [{ type: 'message', role: 'user', text: 'what are my bookings?' } as const]
    for (const request of [{ tools: [] }, { toolChoice: 'none' as const }]) {
      expect(await respond({ tools: open.club.tools, history, ...request })).toEqual([
        { type: 'text', text: 'I have no tools to use right now.' },
      ])
    }
  })

  test('it speaks sentence by sentence, and first where nobody has spoken', async () => {
    expect(await respond({ tools: open.club.tools })).toEqual([
      { type: 'text', text: 'Hello!' },
      { type: 'text', text: ' How can I help?' },
    ])
    expect(await respond({ instructions: 'Você atende o telefone do clube.' })).toEqual([
      { type: 'text', text: 'Olá!' },
      { type: 'text', text: ' Como posso ajudar?' },
    ])
  })

  test('an aborted request says nothing', async () => {
    await expect(respond({ signal: AbortSignal.abort(new Error('hung up')) })).rejects.toThrow('hung up')
  })
})

describe('a conversation with the library', () => {
  let open: OpenToolsets
  beforeAll(async () => {
    open = await openToolsets()
  })
  afterAll(() => open[Symbol.asyncDispose]())

  const names = (turn: Turn) => turn.calls.map(({ name }) => name)
  const startReading = () => startTalk(createOfflineBrain(), open.library, () => true)

  test.each([
    ['At what time did the ship clock on the wall stop?', /chapter 1, .*twenty to six/],
    ['O que aconteceu com o moinho?', /capítulo 11, .*O moinho aguentou-se/],
  ])(
    '“%s” is looked for in all books, put to the one that fits and answered with its chapter',
    async (said, answer) => {
      const turn = await startReading().say(said)
      expect(turn.calls).toMatchObject([
        { name: 'search_library', args: { query: said } },
        { name: 'ask_job_question', args: { question: said } },
      ])
      expect(turn.text).toMatch(answer)
    },
  )

  test('another question is looked for anew, and one that finds nothing is put to the book that was spoken of', async () => {
    const talk = startReading()
    const first = await talk.say('Who gave Dorothea the recipe?')
    const other = await talk.say('Quem escreveu as cartas?')
    expect(names(other)).toEqual(['search_library', 'ask_job_question'])
    expect(other.calls[1]?.args['job_id']).not.toBe(first.calls[1]?.args['job_id'])
    const none = await talk.say('Onde estão os astronautas?')
    expect(none.calls[1]?.args['job_id']).toBe(other.calls[1]?.args['job_id'])
    expect(none.text).toMatch(/não está em “As Cartas de Amieira”/)
  })

  test('a book that nobody named is asked for, and the title is the answer', async () => {
    const talk = startReading()
    expect(await talk.say('What is my progress?')).toMatchObject({ text: 'Which book?' })
    expect(names(await talk.say('The Quiet Bell of Corrow'))).toEqual(['search_library', 'get_progress'])
    expect(names(await talk.say('What is my progress?'))).toEqual(['get_progress'])
  })

  test('a search is a search: passages are said without marks, their position in minutes', async () => {
    const turn = await startReading().say('Search for the strongbox')
    expect(names(turn)).toEqual(['search_library'])
    expect(turn.text).toMatch(/^\d+ results: The Quiet Bell of Corrow, chapter \d+, .*position \d+ minutes/)
    expect(turn.text).not.toContain('*')
    expect((await startReading().say('Procura os astronautas')).text).toBe('Não encontrei nada.')
  })
})

function respond(request: Partial<BrainRequest>) {
  return Array.fromAsync(
    createOfflineBrain().respond({
      instructions: '',
      history: [],
      tools: [],
      toolChoice: 'auto',
      signal: new AbortController().signal,
      ...clock,
      ...request,
    }),
  )
}
