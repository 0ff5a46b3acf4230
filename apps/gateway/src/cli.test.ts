import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import * as z from 'zod'
import { expect, it, onTestFinished } from 'vitest'
import { runCli } from '../test/run-cli.ts'

const coverage = z.object({ result: z.array(z.object({ url: z.string() })) })

/** Runs a command. @returns The files that it loaded, as V8 counts them. */
async function filesOf(...words: string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-cli-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const env = { NODE_V8_COVERAGE: join(folder, 'loaded'), MODELS_DIR: folder }
  expect(await runCli(words, env)).toMatchObject({ code: 0, stderr: '' })
  const [report = ''] = await readdir(env.NODE_V8_COVERAGE)
  const { result } = coverage.parse(JSON.parse(await readFile(join(env.NODE_V8_COVERAGE, report), 'utf8')))
  return result.map(({ url }) => basename(url))
}

it.each([
  ['--help', ['gateway.ts', 'reach-gateway.ts', 'pino.js', 'config.ts']],
  ['models list', ['gateway.ts', 'reach-gateway.ts', 'pino.js']],
])('patchbay %s loads what it needs alone', { timeout: 60_000 }, async (command, others) => {
  const files = await filesOf(...command.split(' '))
  expect(files).toContain('cli.ts')
  expect(files.filter((file) => others.includes(file))).toEqual([])
})
