import { createServer } from 'node:http'
import { Pool } from 'undici'

// The least that a Node proxy can do: node bare-proxy.ts PORT UPSTREAM_PORT

const pool = new Pool(`http://127.0.0.1:${process.argv[3]}`, { connections: 64, pipelining: 1 })

createServer((req, res) => {
  const chunks: Buffer[] = []
  req.on('data', (chunk: Buffer) => chunks.push(chunk))
  req.on('end', () => {
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
    pool
      .request({ path: '/mcp', method: 'POST', headers, body: Buffer.concat(chunks) })
      .then(async ({ statusCode, headers: answered, body }) => {
        const bytes = Buffer.from(await body.arrayBuffer())
        res.writeHead(statusCode, {
          'content-type': String(answered['content-type'] ?? 'application/json'),
          'content-length': bytes.length,
        })
        res.end(bytes)
      })
      .catch(() => res.destroy())
  })
}).listen(Number(process.argv[2]), '127.0.0.1', () => process.stdout.write('ready\n'))
