import { join } from 'node:path'
import { expect } from 'vitest'
import * as z from 'zod'
import { repository } from './repository.ts'
import { runProcess } from './run-process.ts'
import { gatewayEnvironment } from './start-gateway.ts'

const script = join(import.meta.dirname, '../python/voicebox.py')

/** A sentence is spoken in a second, and by Kokoro on a busy machine in a minute. */
const timeoutMs = 300_000

/** What `voicebox.py` prints. */
const printed = z.object({
  lists: z.array(z.string()).length(3),
  status: z.string(),
  speech: z.looseObject({ voice_id: z.string(), engine: z.string(), clip_uri: z.string() }),
  sound: z.object({ channels: z.int(), rate: z.int(), seconds: z.number(), loudest: z.int() }),
  wav: z.base64().transform((text) => Buffer.from(text, 'base64')),
  text: z.string(),
  unknown: z.tuple([z.boolean(), z.string()]),
})

/** The command that serves the voicebox on standard input and output. */
export const voiceboxOverStdio = [
  repository.node,
  repository.commandLine,
  'mcp-server',
  'voicebox',
  '--transport',
  'stdio',
]

/**
 * Has the official Python client list, ask and speak.
 *
 * @param program - A Python that has the client.
 * @param dataDir - Of the gateway; for `stdio`, whose command looks there.
 * @param target - For `stdio` the command, else the URL and headers as JSON.
 */
export async function askVoicebox(program: string, dataDir: string, transport: string, target: readonly string[]) {
  const env = gatewayEnvironment(dataDir)
  const { code, stdout, stderr } = await runProcess(program, [script, transport, ...target], { env, timeoutMs })
  expect({ code, stderr }).toMatchObject({ code: 0 })
  return printed.parse(JSON.parse(stdout))
}
