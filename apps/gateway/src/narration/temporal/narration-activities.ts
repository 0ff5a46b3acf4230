import { failNarration, finishNarration, missingChapters, narrateChapter, NarrationStopped } from '@patchbay/library'
import type { NarratingDeps } from '@patchbay/library'
import { ApplicationFailure, Context } from '@temporalio/activity'

/** How often a chapter that is being made says so, in ms. */
const BEAT_MS = 2_000

export type NarrationActivities = ReturnType<typeof createNarrationActivities>

/** What the workflow has done: each step may be done again, by any worker, and changes nothing the second time. */
export function createNarrationActivities({ now, ...deps }: NarratingDeps & { now: () => Date }) {
  const { db } = deps
  return {
    listChapters: (narrationId: string): Promise<number[]> => unlessStopped(missingChapters(db, narrationId)),

    async narrateChapter(narrationId: string, chapter: number): Promise<void> {
      const { cancellationSignal, heartbeat } = Context.current()
      const beat = setInterval(heartbeat, BEAT_MS)
      try {
        await unlessStopped(narrateChapter(deps, narrationId, chapter, cancellationSignal))
      } finally {
        clearInterval(beat)
      }
    },

    finishNarration: (narrationId: string): Promise<void> => unlessStopped(finishNarration(db, narrationId, now)),

    failNarration: (narrationId: string, reason: string): Promise<void> => failNarration(db, narrationId, reason),
  }
}

/** What is no longer wanted is not tried again. */
async function unlessStopped<Result>(run: Promise<Result>): Promise<Result> {
  return run.catch((error: unknown) => {
    if (!(error instanceof NarrationStopped)) throw error
    throw ApplicationFailure.nonRetryable(error.message, error.name)
  })
}
