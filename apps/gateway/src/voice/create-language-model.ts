import { createChatCompletionsBrain, type Brain } from '@patchbay/engine'
import type { LlmConfig } from '../llm-settings.ts'
import { createWriter, type Clock } from './create-writer.ts'

/** The language model of the settings, where there is one: as the engine's brain, and as a writer for services. */
export function createLanguageModel(
  llm: LlmConfig | undefined,
  clock: Clock,
): { brain?: Brain; writer?: ReturnType<typeof createWriter> } {
  if (!llm) return {}
  const brain = createChatCompletionsBrain(llm)
  return { brain, writer: createWriter(brain, clock, llm.answerMs) }
}
