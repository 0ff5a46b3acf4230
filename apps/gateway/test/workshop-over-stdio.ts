import { appendFileSync } from 'node:fs'
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio'
import { createWorkshop } from './workshop.ts'

// The workshop as a program: node workshop-over-stdio.ts FILE. It writes a line there for each call that waits, and one for
// each that was cancelled.

const file = process.argv[2] ?? ''
const { server, held } = createWorkshop()
const { push } = held
held.push = (...calls) => {
  for (const { signal } of calls) {
    appendFileSync(file, 'held\n')
    signal.addEventListener('abort', () => appendFileSync(file, 'cancelled\n'), { once: true })
  }
  return push.apply(held, calls)
}
await server.connect(new StdioServerTransport())
