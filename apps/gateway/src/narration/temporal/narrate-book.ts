// A workflow: it runs in Temporal's sandbox, is run again from its history, and knows nothing but its activities.
import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  log,
  proxyActivities,
} from '@temporalio/workflow'
import type { NarrationActivities } from './narration-activities.ts'

/** Chapters that are offered to workers at once. */
const AT_ONCE = 4

const { narrateChapter } = proxyActivities<NarrationActivities>({
  startToCloseTimeout: '24 hours',
  // A worker that is silent for so long is taken for dead, and another one goes on with its chapter.
  heartbeatTimeout: '10 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute', maximumAttempts: 20 },
})
const { listChapters, finishNarration, failNarration } = proxyActivities<NarrationActivities>({
  startToCloseTimeout: '1 minute',
  retry: { maximumInterval: '1 minute' },
})

/** Has every chapter of a narration made that is still missing, and then has it heard. */
export async function narrateBook(narrationId: string): Promise<void> {
  try {
    const chapters = await listChapters(narrationId)
    const makeNext = async () => {
      for (let chapter = chapters.shift(); chapter !== undefined; chapter = chapters.shift()) {
        await narrateChapter(narrationId, chapter)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, makeNext))
    await finishNarration(narrationId)
  } catch (error) {
    const failure = error instanceof ActivityFailure && error.cause instanceof ApplicationFailure ? error.cause : error
    if (isCancellation(error) || (failure instanceof ApplicationFailure && failure.type === 'NarrationStopped')) {
      log.info('no longer wanted')
      return
    }
    const reason = failure instanceof Error ? failure.message : String(failure)
    await CancellationScope.nonCancellable(() => failNarration(narrationId, reason))
    throw error
  }
}
