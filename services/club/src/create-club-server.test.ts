import { META } from '@patchbay/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { preferenceFields } from './preferences.ts'
import { openClub, type OpenClub } from './testing/open-club.ts'

let club: OpenClub
beforeAll(async () => {
  club = await openClub('pglite')
})
afterAll(async () => club[Symbol.asyncDispose]())

test('the club has its seven tools, each with what it takes, answers and does', async () => {
  await using anybody = await club.connect()
  const { tools } = await anybody.client.listTools()
  const read = { readOnlyHint: true, openWorldHint: false }
  const write = { readOnlyHint: false, openWorldHint: false }
  expect(tools.map(({ name, annotations }) => [name, annotations])).toEqual([
    ['get_members', expect.objectContaining(read)],
    ['get_member_preferences', expect.objectContaining(read)],
    ['set_member_preferences', expect.objectContaining({ ...write, destructiveHint: false, idempotentHint: true })],
    ['get_availability', expect.objectContaining(read)],
    ['book_session', expect.objectContaining({ ...write, destructiveHint: false, idempotentHint: false })],
    ['cancel_booking', expect.objectContaining({ ...write, destructiveHint: true, idempotentHint: true })],
    ['get_bookings', expect.objectContaining(read)],
  ])
  for (const { inputSchema, outputSchema, description } of tools) {
    expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false })
    expect(outputSchema).toMatchObject({ type: 'object' })
    expect(description?.length).toBeGreaterThan(60)
  }
  const arguments_ = Object.fromEntries(
    tools.map(({ name, inputSchema }) => [name, Object.keys(inputSchema.properties ?? {})]),
  )
  expect(arguments_).toEqual({
    get_members: [],
    get_member_preferences: ['member_id'],
    set_member_preferences: ['member_id', ...Object.keys(preferenceFields)],
    get_availability: ['sport', 'date', 'from', 'to', 'level', 'wave_side', 'court'],
    book_session: ['member_id', 'session_id', 'voucher_code'],
    cancel_booking: ['booking_id'],
    get_bookings: ['member_id', 'include_past'],
  })
})

test('a repeated key may be sent again to the tools that book and cancel, and to no other', async () => {
  await using anybody = await club.connect()
  const { tools } = await anybody.client.listTools()
  const honouring = tools.filter(({ _meta }) => _meta?.[META.honoursIdempotencyKey] === true)
  expect(honouring.map(({ name }) => name)).toEqual(['book_session', 'cancel_booking'])
})

test('when the store fails, the caller hears that something did, and the operator what', async () => {
  const broken = await openClub('pglite')
  const { phone, memberIds } = await broken.addCaller()
  await using caller = await broken.connect(phone)
  await broken[Symbol.asyncDispose]()
  const answer = await caller.call('book_session', { member_id: memberIds[0], session_id: 1 })
  expect(answer).toMatchObject({
    isError: true,
    text: expect.stringMatching(/^book_session failed because of an internal/),
  })
  expect(broken.errors).toHaveLength(1)
})
