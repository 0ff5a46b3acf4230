import type { Database } from './database.ts'

/** How a service's tools are tried on a real store, in a transaction that is taken back: nothing of it stays. */
export interface Rehearsal {
  /** A user that is nobody's, and a number that is nobody's: what people really have is neither read nor changed. */
  asker: { userId: number; caller?: { phone: string } }
  /** One after the other, each seeing what those before it did. A tool that is not named is called with what its schema suggests, and may refuse it. */
  calls: readonly { tool: string; args: Record<string, unknown> }[]
}

/** What `patchbay verify` knows of a service. */
export interface ServiceProof {
  /** Puts in what the calls need. */
  rehearse?(tx: Database, now: () => Date): Promise<Rehearsal>
  /**
   * Looks whether the demonstration's data is there.
   *
   * @returns What there is of it, in words.
   * @throws {Error} Saying what is lacking and what to do.
   */
  checkSeed?(db: Database, now: () => Date): Promise<string>
}

/** Nobody's: users are counted from 1. */
export const REHEARSAL_USER = -1
