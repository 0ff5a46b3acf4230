import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrowserContext } from 'playwright-core'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rafael } from './src/caller-session.ts'
import { makeSignInLink, openPage } from './src/console-page.ts'
import { openBrowser } from './src/open-browser.ts'
import { repository } from './src/repository.ts'
import { runProcess } from './src/run-process.ts'
import { shareGateway } from './src/share-gateway.ts'
import { mcpApiKey } from './src/start-gateway.ts'

const gateway = shareGateway()
const opened = new AsyncDisposableStack()
let browser: Awaited<ReturnType<typeof openBrowser>>
/** The package as it is published, bundled as an application bundles it. */
let bundle: string
beforeAll(async () => {
  browser = await openBrowser()
  opened.defer(() => browser.close())
  // A folder of its own: another test may be packing the package.
  const built = join(repository.root, `node_modules/.cache/patchbay-tests/client-${process.pid}`)
  opened.defer(() => rm(built, { recursive: true, force: true }))
  const rolldownProgram = join(repository.root, 'node_modules/.bin/rolldown')
  const build = await runProcess(rolldownProgram, ['-c', '-d', built], {
    cwd: join(repository.root, 'packages/client'),
  })
  if (build.code !== 0) throw new Error(build.stdout + build.stderr)
  await using builder = await rolldown({
    input: join(import.meta.dirname, 'src/browser-client.ts'),
    platform: 'browser',
    resolve: { alias: { '@patchbay/client': join(built, 'index.js') } },
  })
  const { output } = await builder.generate({ format: 'esm', codeSplitting: false })
  bundle = output[0].code
})
afterAll(() => opened.disposeAsync())

/** Pages of the gateway's own origin, which the gateway answers. */
async function servePages(context: BrowserContext) {
  const page = (script: string) => ({
    contentType: 'text/html',
    body: `<!doctype html><script type=module>${script}</script>`,
  })
  await context.route('**/client.js', (route) => route.fulfill({ contentType: 'text/javascript', body: bundle }))
  await context.route('**/client.html', (route) => route.fulfill(page("import '/client.js'; document.title = 'ready'")))
  await context.route('**/signed-in.html?*', (route) =>
    route.fulfill(page("import '/client.js'; patchbay.finishPopup()")),
  )
}

test('the bundled package lists and calls the tools of a real gateway from a page', async () => {
  await using opening = await openPage(browser, gateway())
  const { page, errors } = opening
  await servePages(page.context())
  await page.goto('/client.html')
  await page.waitForFunction("document.title === 'ready'")
  const options = { path: '/club', accessToken: mcpApiKey, headers: { 'X-Caller-Id': rafael } }
  const result: unknown = await page.evaluate(`(async () => {
    const client = new patchbay.MCPClient({ baseUrl: location.origin, ...${JSON.stringify(options)} })
    await client.connect()
    const tools = await client.listTools()
    const { structuredContent } = await client.callTool('get_members')
    const { value } = await client.iterMessages().next()
    await client.close()
    return { tools: tools.map(({ name }) => name), structuredContent, type: value.type }
  })()`)
  expect(result).toMatchObject({
    tools: expect.arrayContaining(['get_members', 'book_session']),
    structuredContent: { members: [{ member_id: 12345 }, { member_id: 12346 }] },
    type: 'conversation.item.create',
  })
  expect(errors).toEqual([])
})

test('a person signs in in a window, and the page that stayed calls with what is kept', async () => {
  await using opening = await openPage(browser, gateway())
  const { page } = opening
  await page.goto(await makeSignInLink(gateway()))
  await page.getByRole('heading', { level: 1, name: 'Calls' }).waitFor()
  await servePages(page.context())
  await page.goto('/client.html')
  await page.waitForFunction("document.title === 'ready'")
  const windowOpened = page.waitForEvent('popup')
  const called = page.evaluate(`(async () => {
    const signIn = patchbay.createSignIn({
      person: patchbay.popup(new URL('/signed-in.html', location.href)),
      storage: patchbay.webStorage(localStorage),
    })
    const client = new patchbay.MCPClient({ baseUrl: location.origin, path: '/mcp', signIn })
    await client.connect()
    const { structuredContent } = await client.callTool('get_availability', { sport: 'surf' })
    await client.close()
    return Object.keys(structuredContent)
  })()`)
  const person = await windowOpened
  await person.waitForURL('**/consent/*')
  const continueAt: string = await person.evaluate(`(async () => {
    const uid = location.pathname.split('/').at(-1)
    const answered = await fetch('/api/v1/mcp-oauth/consent/' + uid + '/answer', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-patchbay-console': '1' },
      body: JSON.stringify({ allow: true, agentId: null }),
    })
    return (await answered.json()).continueAt
  })()`)
  // Playwright serves no page that a redirect leads to: it is followed by hand.
  const sentBack = await page.context().request.get(continueAt, { maxRedirects: 0 })
  const closed = person.waitForEvent('close')
  // It closes before it has loaded.
  await person.goto(sentBack.headers()['location'] ?? '').catch(() => {})
  expect(await called).toEqual(['sessions'])
  await closed
  expect(
    await page.evaluate('Object.keys(localStorage).filter((key) => key.startsWith("patchbay:sign-in:"))'),
  ).toHaveLength(1)
})
