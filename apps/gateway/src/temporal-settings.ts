import * as z from 'zod'
import { StartError } from './start-error.ts'

/** The environment's part that says where Temporal is. */
export const temporalSettings = {
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s/]+:\d{1,5}$/, 'must be a host and a port, such as 127.0.0.1:7233')
    .optional()
    .describe(
      'Where Temporal is, host and port: books are then narrated by `patchbay worker`, any number of them, and not in the gateway. ' +
        'Needs `DATABASE_URL` and the `@temporalio` packages.',
    ),
  TEMPORAL_NAMESPACE: z.string().default('default').describe('The namespace there.'),
  TEMPORAL_TASK_QUEUE: z.string().default('patchbay').describe('The task queue that workers take from.'),
}

/** Where narrations are carried out, where that is on Temporal. */
export interface TemporalConfig {
  /** Host and port. */
  address: string
  namespace: string
  taskQueue: string
}

type Read = z.infer<z.ZodObject<typeof temporalSettings>> & { DATABASE_URL?: string | undefined }

/** @throws {StartError} Where there is no store that its workers could share. */
export function readTemporalConfig(read: Read): TemporalConfig | undefined {
  if (read.TEMPORAL_ADDRESS === undefined) return undefined
  if (read.DATABASE_URL === undefined) {
    throw new StartError(
      'TEMPORAL_ADDRESS needs DATABASE_URL: its workers are processes of their own, and the embedded store has room for one.',
    )
  }
  return { address: read.TEMPORAL_ADDRESS, namespace: read.TEMPORAL_NAMESPACE, taskQueue: read.TEMPORAL_TASK_QUEUE }
}
