import { createInterface } from 'node:readline'
import { answerTo, type Message } from './echo-answer.ts'

// The same echo server over stdio, for peers that stand in front of a process.

createInterface({ input: process.stdin }).on('line', (line) => {
  const answer = answerTo(JSON.parse(line) as Message)
  if (answer) process.stdout.write(`${JSON.stringify(answer)}\n`)
})
