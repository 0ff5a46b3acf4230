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

export async function writeKeptFigures(trips: Record<string, readonly RoundTrip[]>): Promise<void> {
  const figures = Object.entries(trips).map(([judged, of]) => [
    judged,
    { wordError: Number(errorRate(of).toFixed(3)), errors: of.map(({ errors }) => errors) },
  ])
  await writeFile(file, `${JSON.stringify(Object.fromEntries(figures), undefined, 2)}\n`)
}
