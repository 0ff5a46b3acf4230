import { readFile, writeFile } from 'node:fs/promises'
import * as z from 'zod'
import type { RoundTrip } from './hear-back.ts'
import { errorRate } from './word-error.ts'

const file = new URL('kept-figures.json', import.meta.url)

/** By voice: the share of words that were wrong, and how many were in each sentence. */
const keptFigures = z.record(z.string(), z.object({ wordError: z.number(), errors: z.array(z.int()) }))

type KeptFigures = z.infer<typeof keptFigures>

export async function readKeptFigures(): Promise<KeptFigures> {
  return keptFigures.parse(JSON.parse(await readFile(file, 'utf8')))
}

/** Puts a voice's figures in the place of those that it had. */
export async function keepFigures(judged: string, trips: readonly RoundTrip[]): Promise<void> {
  const figures = await readKeptFigures()
  figures[judged] = { wordError: Number(errorRate(trips).toFixed(3)), errors: trips.map(({ errors }) => errors) }
  await writeFile(file, `${JSON.stringify(figures, undefined, 2)}\n`)
}
