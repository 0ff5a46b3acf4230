import * as z from 'zod'

/** What the engine's language model is. */
export interface LlmConfig {
  baseURL: string
  apiKey: string | undefined
  model: string
  /** In so many milliseconds it has written an answer about a book, or is given up. */
  answerMs: number
}

/** The variables of the engine's language model. */
export function llmSettings(
  secret: z.ZodType<string, string>,
  whole: (min: number, max: number) => z.ZodType<number, string>,
) {
  return {
    LLM_BASE_URL: z
      .url({ protocol: /^https?$/, error: 'must be an http or https address' })
      .optional()
      .describe(
        'A language model for the local engine: any endpoint that speaks the chat completions API, with its `/v1`. Default: none, the `offline` brain.',
      ),
    LLM_API_KEY: secret.optional().describe('The key of that endpoint, where it asks for one. Secret.'),
    LLM_MODEL: z.string().default('gpt-4.1-mini').describe('The model that is asked for there.'),
    LLM_ANSWER_SECONDS: whole(1, 25)
      .default(10)
      .describe('How long it may take over an answer about a book. After that the answer is a quotation.'),
  }
}

export function readLlmConfig(read: z.infer<z.ZodObject<ReturnType<typeof llmSettings>>>): LlmConfig | undefined {
  if (!read.LLM_BASE_URL) return undefined
  return {
    baseURL: read.LLM_BASE_URL,
    apiKey: read.LLM_API_KEY,
    model: read.LLM_MODEL,
    answerMs: read.LLM_ANSWER_SECONDS * 1_000,
  }
}
