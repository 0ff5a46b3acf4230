import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Agent } from 'undici'
import { expect, it, onTestFinished } from 'vitest'
import { guardedFetch } from './guarded-fetch.ts'

it('reads a stream on, however long it was quiet, where it is asked for patience', async () => {
  const answers = new Map<string | undefined, ServerResponse>()
  const server = createServer((req, res) => {
    answers.set(req.url, res)
    res.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const agent = new Agent({ bodyTimeout: 100 })
  onTestFinished(async () => {
    await agent.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const patient = await guardedFetch({ agent }, { patient: true })(`http://127.0.0.1:${port}/patient`)
  const impatient = await guardedFetch({ agent })(`http://127.0.0.1:${port}/impatient`)
  await expect(impatient.text()).rejects.toThrow('terminated')
  answers.get('/patient')?.end('data: still here\n\n')
  expect(await patient.text()).toBe('data: still here\n\n')
})
