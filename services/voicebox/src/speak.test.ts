import { readdir } from 'node:fs/promises'
import { describeDatabases } from '@patchbay/test-support/describe-databases'
import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { clipParts, clips } from './schema/clips.ts'
import { reservations } from './schema/usage.ts'
import { DAY_MS, openTestVoicebox, type TestVoicebox } from './testing/open-test-voicebox.ts'
import { openHeldVoices } from './testing/open-held-voices.ts'

const never = new AbortController().signal
const ask = { voiceId: 'held', speed: 1, signal: never }

/** What is left of clips: rows, and sounds wherever they are kept. */
async function kept({ db, folder }: TestVoicebox) {
  return {
    rows: await db.$count(clips),
    sounds: (await db.$count(clipParts)) + (await readdir(folder)).length,
    held: await db.$count(reservations),
  }
}

async function withHeldVoices(kind: Parameters<typeof openTestVoicebox>[0], quotaCharacters = 100) {
  const voices = openHeldVoices()
  const box = await openTestVoicebox(kind, { voices, limits: { quotaCharacters } })
  return { voices, box, [Symbol.asyncDispose]: () => box[Symbol.asyncDispose]() }
}

describeDatabases('speaking', (kind) => {
  test('cancelling reaches the voice, and leaves nothing but what was made counted', async () => {
    await using held = await withHeldVoices(kind)
    const { voices, box } = held
    await using client = await box.connect()
    const cancel = new AbortController()
    const told: number[] = []
    const speaking = client.client.callTool(
      { name: 'generate_speech', arguments: { text: 'One. Two. Three. Four.', voice_id: 'held' } },
      { signal: cancel.signal, onprogress: ({ progress }) => told.push(progress) },
    )
    speaking.catch(() => {})
    await voices.say('One. ')
    await voices.say('Two. ')
    await expect.poll(() => told).toEqual([5, 10])
    await voices.begun('Three. ')
    cancel.abort()
    // The voice's own generator sees its end, without being asked for more.
    expect(await voices.stopped('Three. ')).toBe('aborted')
    await expect(speaking).rejects.toThrow('aborted')
    await expect.poll(() => kept(box)).toEqual({ rows: 0, sounds: 0, held: 0 })
    expect(await box.voicebox.usageOf({ userId: 1 })).toMatchObject({ characters: 10, calls: 1, left_characters: 90 })
    expect(voices.asked).toEqual(['One. ', 'Two. ', 'Three. '])
  })

  test('a voice that breaks off is not charged for what it did not make, and the asker hears no inside', async () => {
    await using held = await withHeldVoices(kind)
    const { voices, box } = held
    await using client = await box.connect()
    const speaking = client.call('generate_speech', { text: 'One. Two.', voice_id: 'held' })
    await voices.say('One. ')
    await voices.fail('Two.', new Error('the model lies in /srv/models'))
    expect(await speaking).toMatchObject({
      isError: true,
      text: 'generate_speech failed because of an internal error. It may help to try again later.',
    })
    expect(await box.voicebox.usageOf({ userId: 1 })).toMatchObject({ characters: 5, left_characters: 95 })
    expect(await kept(box)).toEqual({ rows: 0, sounds: 0, held: 0 })
    expect(box.errors.map(String)).toEqual(['Error: the model lies in /srv/models'])
  })

  test('calls at the same time do not get beyond the quota together, and one that is refused is not spoken', async () => {
    await using held = await withHeldVoices(kind, 100)
    const { voices, box } = held
    const text = 'x'.repeat(30)
    const speaking = Array.from({ length: 20 }, (_, caller) =>
      box.voicebox.speak({ userId: 1, caller: { phone: `+55119000000${caller}` } }, { ...ask, text }),
    )
    const settled = Promise.allSettled(speaking)
    // Three times 30 of 100 are let in, whoever comes first.
    for (let n = 0; n < 3; n += 1) await voices.say(text)
    const outcomes = await settled
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []))
    expect(new Set(reasons.map((reason) => (reason as { data?: { code?: string } }).data?.code))).toEqual(
      new Set(['QUOTA_EXCEEDED']),
    )
    expect(voices.asked).toHaveLength(3)
    expect(await box.voicebox.usageOf({ userId: 1 })).toMatchObject({ characters: 90, left_characters: 10, calls: 3 })
    // It begins anew with the month, UTC.
    box.clock.now = new Date('2026-12-01T00:00:00Z')
    expect(await box.voicebox.usageOf({ userId: 1 })).toMatchObject({ period: '2026-12', left_characters: 100 })
  })

  test('what a process that died had taken out of a quota comes back', async () => {
    await using held = await withHeldVoices(kind)
    const { box, voices } = held
    const expiresAt = new Date(box.clock.now.getTime() + 1000)
    await box.db.insert(reservations).values({ id: 'dead', userId: 1, period: '2026-11', characters: 100, expiresAt })
    await expect(box.voicebox.speak({ userId: 1 }, { ...ask, text: 'One.' })).rejects.toThrow('0 are left')
    box.clock.now = new Date(expiresAt.getTime() + 1)
    const speaking = box.voicebox.speak({ userId: 1 }, { ...ask, text: 'One.' })
    await voices.say('One.')
    expect((await speaking).clip).toMatchObject({ characters: 4 })
    expect(await box.db.$count(reservations, eq(reservations.id, 'dead'))).toBe(0)
  })

  test('of one caller one text is spoken after the other, in their order; nobody waits for another’s twenty', async () => {
    await using held = await withHeldVoices(kind, 10_000)
    const { box, voices } = held
    const done: string[] = []
    const speak = (userId: number, text: string) =>
      box.voicebox.speak({ userId }, { ...ask, text }).then(() => done.push(text))
    const mine = Array.from({ length: 20 }, (_, n) => speak(1, `mine ${n}`))
    const others = [speak(2, 'theirs'), speak(3, 'hers')]
    await voices.begun('mine 0')
    await voices.say('theirs')
    await voices.say('hers')
    await Promise.all(others)
    expect(voices.speaking()).toEqual(['mine 0'])
    for (let n = 0; n < 20; n += 1) {
      await voices.begun(`mine ${n}`)
      expect(voices.speaking()).toEqual([`mine ${n}`])
      await voices.say(`mine ${n}`)
    }
    await Promise.all(mine)
    expect(done.slice(2)).toEqual(Array.from({ length: 20 }, (_, n) => `mine ${n}`))
  })

  test('more than may wait are refused in words', async () => {
    await using held = await withHeldVoices(kind, 10_000)
    const { box, voices } = held
    const speaking = Array.from({ length: 70 }, (_, n) => box.voicebox.speak({ userId: 1 }, { ...ask, text: `${n}` }))
    const settled = Promise.allSettled(speaking)
    for (let n = 0; n < 65; n += 1) await voices.say(`${n}`)
    const refused = (await settled).flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : []))
    expect(refused).toEqual(
      Array(5).fill('ToolError: 64 texts wait to be spoken already. Try again when some are done.'),
    )
  })

  describe('clips', () => {
    test('go when they are old, or when newer ones need their room; the newest stays', async () => {
      const voices = openHeldVoices()
      // A clip of the held voice has 4,800 bytes of samples.
      await using box = await openTestVoicebox(kind, { voices, limits: { clipBytes: 10_000 } })
      const speak = async (text: string) => {
        const speaking = box.voicebox.speak({ userId: 1 }, { ...ask, text })
        await voices.say(text)
        box.clock.now = new Date(box.clock.now.getTime() + 1000)
        return (await speaking).clip
      }
      const made = [await speak('a'), await speak('b'), await speak('c')]
      const listed = async () => (await box.voicebox.listClips({ userId: 1 })).map(({ text }) => text)
      expect(await listed()).toEqual(['c', 'b'])
      expect(await kept(box)).toMatchObject({ rows: 2, sounds: 2 })
      expect(made[2]?.expires_at).toBe('2026-12-03T13:00:02.000Z')
      box.clock.now = new Date(box.clock.now.getTime() + 7 * DAY_MS)
      // Also before anybody has thrown them away.
      expect(await listed()).toEqual([])
      await expect(box.voicebox.readClip({ userId: 1 }, made[2]?.clip_id ?? '')).rejects.toThrow('no such clip')
    })

    test('go with their user, and with everything else of theirs', async () => {
      await using held = await withHeldVoices(kind)
      const { box, voices } = held
      for (const userId of [1, 2]) {
        const speaking = box.voicebox.speak({ userId }, { ...ask, text: `of ${userId}` })
        await voices.say(`of ${userId}`)
        await speaking
      }
      await box.voicebox.setQuota(2, 5)
      await box.voicebox.forgetUser(2)
      expect(await box.voicebox.listClips({ userId: 2 })).toEqual([])
      expect(await box.voicebox.usageOf({ userId: 2 })).toMatchObject({ characters: 0, quota_characters: 100 })
      expect(await kept(box)).toEqual({ rows: 1, sounds: 1, held: 0 })
    })
  })

  test('voices are written down as they are now, and those that are gone go', async () => {
    const voices = openHeldVoices()
    await using box = await openTestVoicebox(kind, { voices })
    const listed = async () => (await box.voicebox.listVoices()).map(({ voice_id, ready }) => [voice_id, ready])
    expect(await listed()).toEqual([['held', true]])
    voices.has([{ voiceId: 'new', name: 'New', language: 'en', engine: 'test', sampleRateHz: 24_000, ready: false }])
    expect(await listed()).toEqual([['new', false]])
    voices.has([])
    // A process without voices says nothing about those of another.
    expect(await listed()).toEqual([['new', false]])
  })
})
