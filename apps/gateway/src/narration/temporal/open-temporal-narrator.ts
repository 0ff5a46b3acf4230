import { narrationsUnderWay, type Narrator } from '@patchbay/library'
import { ToolError, type Database } from '@patchbay/service-kit'
import type { TemporalConfig } from '../../temporal-settings.ts'
import { loadTemporal } from './load-temporal.ts'
import type { narrateBook } from './narrate-book.ts'

export interface TemporalNarratorOptions {
  db: Database
  voices: Narrator['voices']
  temporal: TemporalConfig
  resumes: boolean
  onError: (error: unknown) => void
}

/** How often what is under way in the store is made sure to be so on Temporal, in ms. */
const LOOK_MS = 30_000

/**
 * Has books read aloud by workers, one workflow a narration. What is asked for is in the store before Temporal hears of
 * it, so nothing is lost between the two.
 *
 * @throws {StartError} Where Temporal's packages are not installed.
 */
export async function openTemporalNarrator(options: TemporalNarratorOptions): Promise<Narrator & AsyncDisposable> {
  const { db, voices, temporal, resumes, onError } = options
  const { address, namespace, taskQueue } = temporal
  const { Client, Connection, WorkflowNotFoundError } = await loadTemporal(() => import('@temporalio/client'))
  const connection = Connection.lazy({ address })
  const client = new Client({ connection, namespace })

  /** Finds the one that runs, else starts it. */
  const ensure = (id: string) =>
    client.workflow.start<typeof narrateBook>('narrateBook', {
      taskQueue,
      workflowId: workflowIdOf(id),
      workflowIdConflictPolicy: 'USE_EXISTING',
      args: [id],
    })

  async function look() {
    for (const id of await narrationsUnderWay(db)) await ensure(id)
  }

  const beginLook = () => void look().catch(onError)
  if (resumes) beginLook()
  const looks = resumes ? setInterval(beginLook, LOOK_MS).unref() : undefined
  return {
    voices,
    async start(id) {
      await ensure(id).catch((error: unknown) => {
        onError(error)
        const sentence = `Temporal does not answer at ${address}. The narration is kept, and begins when that is back.`
        throw new ToolError(sentence, { code: 'SERVER_UNREACHABLE' })
      })
    },
    async stop(id) {
      // The store has the word: a worker that hears nothing from Temporal reads it there.
      await client.workflow
        .getHandle(workflowIdOf(id))
        .cancel()
        .catch((error: unknown) => {
          if (!(error instanceof WorkflowNotFoundError)) onError(error)
        })
    },
    async [Symbol.asyncDispose]() {
      clearInterval(looks)
      await connection.close()
    },
  }
}

function workflowIdOf(narrationId: string): string {
  return `patchbay-narration-${narrationId}`
}
