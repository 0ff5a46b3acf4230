import { StartError } from '../../start-error.ts'

/**
 * Loads packages that are there only where somebody installed them: they weigh more than everything else together.
 *
 * @throws {StartError} With the command that installs them.
 */
export async function loadTemporal<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  try {
    return await load()
  } catch (error) {
    const names = ['client', 'worker', 'activity', 'workflow'].map((name) => `@temporalio/${name}@1`).join(' ')
    throw new StartError(
      `TEMPORAL_ADDRESS is set, and Temporal's packages do not load. Install them: npm install --no-save ${names}`,
      { cause: error },
    )
  }
}
