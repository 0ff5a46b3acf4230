import { createServer } from 'node:http'
import { answerTo, type Message } from './echo-answer.ts'

// A fast echo server over Streamable HTTP: node echo-http.ts PORT. It prints a line when it listens.

createServer((req, res) => {
  if (req.method !== 'POST') return void res.writeHead(405).end()
  let body = ''
  req.setEncoding('utf8')
  req.on('data', (chunk: string) => (body += chunk))
  req.on('end', () => {
    // The bench sends nothing else.
    const answer = answerTo(JSON.parse(body) as Message)
    if (!answer) return void res.writeHead(202).end()
    const text = JSON.stringify(answer)
    res.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text)
  })
}).listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => process.stdout.write('ready\n'))
