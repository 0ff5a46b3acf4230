import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface FileServer extends AsyncDisposable {
  url: string
  /** What was asked for, in order. */
  requests: { range: string | undefined; ifRange: string | undefined }[]
  /** What is served from now on, at every path. */
  body: Buffer
  etag: string
  /** Whether parts are served. */
  ranges: boolean
  /** The next answers stop after so many bytes, one each; their connection is cut once the client has `arrived` there. */
  cuts: number[]
  /** @param have - How many bytes of the file the client has. */
  arrived(have: number): void
  /** The next answers' status, one each. */
  statuses: number[]
  /** Sends so many bytes and then waits until this is called. */
  holdAfter: number | undefined
  release(): void
}

/** A server of one file over HTTP, which fails as it is told to. */
export async function openFileServer(body: Buffer): Promise<FileServer> {
  const held: (() => void)[] = []
  let cutAt: { have: number; now: () => void } | undefined
  const server = createServer((req, res) => {
    files.requests.push({ range: req.headers.range, ifRange: headerOf(req, 'if-range') })
    const status = files.statuses.shift()
    if (status !== undefined) return void res.writeHead(status).end()
    const [, first] = /^bytes=(\d+)-$/.exec(req.headers.range ?? '') ?? []
    const same = headerOf(req, 'if-range') === undefined || headerOf(req, 'if-range') === files.etag
    const from = files.ranges && same && first !== undefined ? Number(first) : 0
    if (from >= files.body.length && from > 0) return void res.writeHead(416).end()
    const part = files.body.subarray(from)
    res.writeHead(from > 0 ? 206 : 200, {
      etag: files.etag,
      'content-length': part.length,
      ...(from > 0 ? { 'content-range': `bytes ${from}-${files.body.length - 1}/${files.body.length}` } : {}),
    })
    const cut = files.cuts.shift()
    if (cut === 0) return void res.destroy()
    if (cut !== undefined) {
      res.write(part.subarray(0, cut))
      cutAt = { have: from + cut, now: () => void res.destroy() }
      return undefined
    }
    const { holdAfter } = files
    if (holdAfter === undefined) return void res.end(part)
    res.write(part.subarray(0, holdAfter))
    held.push(() => res.end(part.subarray(holdAfter)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on TCP has an address.
  const { port } = server.address() as AddressInfo
  const files: FileServer = {
    url: `http://127.0.0.1:${port}`,
    requests: [],
    body,
    etag: '"one"',
    ranges: true,
    cuts: [],
    statuses: [],
    holdAfter: undefined,
    arrived(have) {
      if (!cutAt || have < cutAt.have) return
      cutAt.now()
      cutAt = undefined
    },
    release() {
      files.holdAfter = undefined
      for (const go of held.splice(0)) go()
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return files
}

function headerOf(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name]
  return Array.isArray(value) ? value[0] : value
}
