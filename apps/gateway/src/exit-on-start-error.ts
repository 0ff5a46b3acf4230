import { StartError } from './start-error.ts'

/** Ends the process with one clear sentence where `run` cannot do its work; anything else is a fault of ours and is thrown. */
export async function exitOnStartError(run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  }
}
