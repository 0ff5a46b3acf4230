import type { AudioFormat, SessionPatch } from '@patchbay/realtime'

/** Where sentences end up, and how people take turns. */
export interface SessionConfig {
  instructions: string
  modality: 'text' | 'audio'
  tools: NonNullable<SessionPatch['tools']>
  toolChoice: 'auto' | 'none' | 'required'
  inputFormat: AudioFormat
  outputFormat: AudioFormat
  voice: string
  speed: number
  /** BCP 47; the language of the person, where it is known. */
  language: string | undefined
  turns:
    | {
        createResponse: boolean
        interruptResponse: boolean
        silenceDurationMs: number
        prefixPaddingMs: number
        threshold: number
      }
    | undefined
  /** All that was set, to be shown as the session. */
  shown: Record<string, unknown>
}

const DEFAULT_VOICE = 'default'

/** Fills in what nobody set. */
export function readConfig(patch: SessionPatch): SessionConfig {
  const { audio, tool_choice: choice } = patch
  const detection = audio?.input?.turn_detection
  const voice = audio?.output?.voice
  return {
    instructions: patch.instructions ?? '',
    modality: readModality(patch.output_modalities) ?? 'audio',
    tools: patch.tools ?? [],
    toolChoice: choice === 'none' || choice === 'required' ? choice : 'auto',
    inputFormat: audio?.input?.format?.type ?? 'audio/pcm',
    outputFormat: audio?.output?.format?.type ?? 'audio/pcm',
    voice: typeof voice === 'string' ? voice : (voice?.id ?? DEFAULT_VOICE),
    speed: audio?.output?.speed ?? 1,
    language: audio?.input?.transcription?.language,
    turns:
      detection === null
        ? undefined
        : {
            createResponse: detection?.create_response ?? true,
            interruptResponse: detection?.interrupt_response ?? true,
            silenceDurationMs: detection?.silence_duration_ms ?? 500,
            prefixPaddingMs: detection?.prefix_padding_ms ?? 300,
            threshold: detection?.threshold ?? 0.5,
          },
    shown: patch,
  }
}

/** @returns Nothing where nobody said. */
export function readModality(modalities: readonly string[] | undefined): SessionConfig['modality'] | undefined {
  return modalities && (modalities.includes('audio') ? 'audio' : 'text')
}

/** A later `session.update` replaces what it names, member by member, and keeps the rest; `null` empties a member. */
export function mergePatch(before: SessionPatch, patch: SessionPatch): SessionPatch {
  // Both are checked; what is merged of two checked values has their shape.
  return merge(before, patch) as SessionPatch
}

function merge(before: unknown, after: unknown): unknown {
  if (!isPlain(before) || !isPlain(after)) return after
  const merged: Record<string, unknown> = { ...before }
  for (const [name, value] of Object.entries(after)) {
    // A list and a choice are replaced whole: half of an old one would be nobody's wish.
    merged[name] = name === 'format' || name === 'turn_detection' ? value : merge(before[name], value)
  }
  return merged
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The session as events show it: with every default, and no server's credentials. */
export function showSession(id: string, model: string, config: SessionConfig): Record<string, unknown> {
  const { shown, turns } = config
  const audio = isPlain(shown.audio) ? shown.audio : {}
  return {
    ...shown,
    id,
    object: 'realtime.session',
    type: 'realtime',
    model,
    instructions: config.instructions,
    output_modalities: [config.modality],
    tool_choice: shown.tool_choice ?? 'auto',
    tools: config.tools.map((tool) => (tool.type === 'mcp' ? hideCredentials(tool) : tool)),
    audio: {
      input: {
        ...(isPlain(audio.input) ? audio.input : {}),
        format: showFormat(config.inputFormat),
        turn_detection: turns
          ? {
              type: 'server_vad',
              threshold: turns.threshold,
              prefix_padding_ms: turns.prefixPaddingMs,
              silence_duration_ms: turns.silenceDurationMs,
              create_response: turns.createResponse,
              interrupt_response: turns.interruptResponse,
            }
          : null,
      },
      output: {
        ...(isPlain(audio.output) ? audio.output : {}),
        format: showFormat(config.outputFormat),
        voice: config.voice,
        speed: config.speed,
      },
    },
  }
}

function hideCredentials(tool: Record<string, unknown>): Record<string, unknown> {
  const { authorization: _, headers: __, ...rest } = tool
  return rest
}

function showFormat(type: AudioFormat) {
  return type === 'audio/pcm' ? { type, rate: 24_000 } : { type }
}
