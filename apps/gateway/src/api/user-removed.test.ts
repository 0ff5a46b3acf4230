import { describePostgres } from '@patchbay/test-support/describe-databases'
import { freshPostgres } from '@patchbay/test-support/fresh-postgres'
import pg from 'pg'
import { expect, test } from 'vitest'
import { createBrowserSession } from '../../test/browser-session.ts'
import { ADMIN_API_KEY, openTestGateway } from '../../test/open-test-gateway.ts'

const headers = { 'x-api-key': ADMIN_API_KEY }
const book = { source_name: 'salt.txt', source_sha256: 'a'.repeat(64), format: 'text', title: 'Salt', author: null }
const begun = { ...book, language: 'en', positions: 'estimated' }

describePostgres('a user who is removed', () => {
  test('leaves no book behind, and the others keep theirs', async () => {
    await using opened = new AsyncDisposableStack()
    const { url } = opened.use(await freshPostgres())
    const gateway = opened.use(await openTestGateway({ env: { DATABASE_URL: url, DEMO: '0' } }))
    const { body: invited } = await gateway.fetchJson('/api/invitations', {
      headers,
      json: { note: 'Hugo', role: 'member' },
    })
    const browser = createBrowserSession(gateway)
    const { body: joined } = await browser.send('POST', '/api/console/invitations/accept', {
      code: new URL(invited.link).hash.slice('#code='.length),
      name: 'Hugo',
      password: 'a long enough password',
    })
    await browser.send('POST', '/api/library/imports', begun)
    await gateway.fetchJson('/api/library/imports', { headers, json: begun })
    const client = opened.adopt(new pg.Client({ connectionString: url }), (each) => each.end())
    await client.connect()
    const owners = async () =>
      (await client.query<{ owner: number }>('select owner_id as owner from library_books order by 1')).rows
    expect(await owners()).toEqual([{ owner: 1 }, { owner: joined.user.id }])
    const removed = await gateway.fetchJson(`/api/users/${joined.user.id}`, { headers, method: 'DELETE' })
    expect(removed).toMatchObject({ status: 200, body: { name: 'Hugo' } })
    expect(await owners()).toEqual([{ owner: 1 }])
  })
})
