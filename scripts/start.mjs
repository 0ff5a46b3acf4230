// @ts-check
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureInstalled, nodeProgram } from './install.mjs'

// npm start: installs what is missing, then runs the gateway on Node 24, whatever Node the machine has.

const root = dirname(dirname(fileURLToPath(import.meta.url)))
ensureInstalled(root, 'start')

const gateway = spawn(nodeProgram(root), [join(root, 'apps/gateway/src/main.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
})

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  // Once: npm and the terminal repeat a signal, and the gateway needs to hear it only once from here.
  let sent = false
  process.on(signal, () => {
    if (!sent) gateway.kill(signal)
    sent = true
  })
}

gateway.on('error', (error) => {
  console.error(`The gateway could not be started: ${error.message}`)
  process.exit(1)
})

gateway.on('exit', (code, signal) => {
  if (signal === null) process.exit(code ?? 1)
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
})
