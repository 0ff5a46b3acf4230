import * as z from 'zod'

/** What brings ears to a gateway that has none: a command, or a setting. */
export const earsCommand = 'patchbay models get whisper-base'
export const earsSetting = 'STT_BASE_URL'

/** `GET /api/status`, each word from a real probe that is a few seconds old at most. */
export const systemStatus = z.object({
  livekit: z.enum(['online', 'error', 'not_configured']),
  openai: z.enum(['connected', 'error', 'not_configured']),
  mcp: z.enum(['connected', 'disconnected', 'ready', 'error']),
  /** What hears people who speak, by its name; `none`, and what brings it. */
  ears: z.string(),
  voice: z.object({
    /** What speaks in conversations now; `null` where nothing does. */
    live: z.string().nullable(),
    engines: z.array(
      z.object({
        engine: z.string(),
        ready: z.boolean(),
        /** How long speech takes to make, as a share of how long it lasts; `null` where that was not measured. */
        realTimeFactor: z.number().nullable(),
        /** Why it is not ready, or does not speak live, as a sentence. */
        note: z.string().nullable(),
      }),
    ),
  }),
  /** How long the store took to answer, such as `45ms`. */
  latency: z.string().regex(/^\d+ms$/),
  timestamp: z.iso.datetime(),
})
export type SystemStatus = z.infer<typeof systemStatus>

const counted = {
  calls: z.int(),
  errors: z.int(),
  /** Milliseconds of all calls together. */
  totalMs: z.number(),
  /** Bytes of all answers together. */
  bytes: z.number(),
  cacheHits: z.int(),
}
/** `GET /api/mcp/metrics`: the last hour of this process, a minute each, oldest first. */
export const serverMetrics = z.object({
  servers: z.array(
    z.object({
      serverId: z.int(),
      minutes: z.array(z.object({ at: z.iso.datetime(), ...counted })),
      /** Calls that wait now. */
      queued: z.int(),
      /** Resident memory of the server's own processes, where it runs here. */
      memoryBytes: z.number().nullable(),
      tools: z.array(z.object({ name: z.string(), ...counted })),
    }),
  ),
})
export type ServerMetrics = z.infer<typeof serverMetrics>
