import fc from 'fast-check'

/**
 * Checks a property on generated cases and prints the seed, so that a failure can be run again: `SEED=… npx vitest run …`.
 *
 * @param runs the number of cases; 1,000 unless told.
 * @throws with the smallest case found, when the property does not hold.
 */
export async function checkProperty<Case>(
  name: string,
  property: fc.IAsyncProperty<Case> | fc.IProperty<Case>,
  runs = 1_000,
): Promise<void> {
  const seed = process.env['SEED'] ? Number(process.env['SEED']) : Math.floor(Math.random() * 2 ** 31)
  console.info(`${name}: ${runs} cases, SEED=${seed}`)
  await fc.assert(property, { seed, numRuns: runs })
}
