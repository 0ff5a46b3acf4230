import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { ServiceAnswer } from '@patchbay/test-support/connect-service'
import type { BookingOrder } from './booking-process.ts'

const program = fileURLToPath(new URL('./booking-process.ts', import.meta.url))

/** Starts a process that books when told to, and waits until it is ready. */
export async function startBookingProcess(order: BookingOrder) {
  const child = spawn(process.execPath, [program, JSON.stringify(order)], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ended = once(child, 'exit')
  const { value: first } = await lines.next()
  if (first !== 'ready') throw new Error(`the booking process did not start: ${first}`)
  return {
    /** Sends its requests; the answers, or nothing when the process died first. */
    async book(): Promise<{ answers: ServiceAnswer[] | undefined; signal: string | null }> {
      child.stdin.write('go\n')
      const line = await lines.next()
      const [, signal] = await ended
      // The line is what booking-process.ts prints.
      return { answers: line.done ? undefined : (JSON.parse(line.value) as ServiceAnswer[]), signal }
    },
    [Symbol.dispose]() {
      child.kill('SIGKILL')
    },
  }
}
