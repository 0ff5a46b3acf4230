import type { Remembered } from './brain.ts'

const portuguese =
  /[ãõçáéíóúâêô]|\b(o|a|os|as|um|uma|de|do|da|para|pra|por|com|que|quero|queria|você|não|sim|oi|olá|obrigad[oa]|amanhã|hoje|bom|boa|tem|tenho|meu|minha|pode|qual|quais|quando)\b/giu
const english =
  /\b(the|a|an|of|to|for|with|that|i|you|not|yes|hi|hello|thanks|tomorrow|today|good|is|are|have|my|can|what|which|when|want|would|please)\b/giu

/** Which of the two languages a person speaks, by the small words of what they said last; nothing where they said nothing. */
export function guessLanguage(history: readonly Remembered[]): string | undefined {
  const said = history.findLast((entry) => entry.type === 'message' && entry.role === 'user')
  if (said?.type !== 'message' || said.text.trim() === '') return undefined
  const count = (words: RegExp) => said.text.match(words)?.length ?? 0
  return count(portuguese) > count(english) ? 'pt-BR' : 'en'
}
