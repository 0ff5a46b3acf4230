import type { Language } from './detect-language.ts'
import { phrases } from './phrases.ts'
import { understandAnswer } from './understand-answer.ts'
import { speakAbilities } from './speak-tool.ts'
import { fold } from './tokens.ts'
import type { ToolIndex } from './tool-index.ts'

const greeting =
  /^(hi|hello|hey|hi there|hello there|good (morning|afternoon|evening)|oi|ola|alo|e ai|bom dia|boa tarde|boa noite|tudo bem|tudo bom|how are you|como vai)$/
const thanks =
  /^(thanks|thank you|thanks a lot|thank you very much|great thanks|obrigad[oa]|muito obrigad[oa]|valeu|brigad[oa])$/
const goodbye =
  /^(bye|goodbye|bye bye|see you|thats all|that is all|nothing else|tchau|ate logo|ate mais|so isso|e so isso|e so)$/
const help =
  /\b(help|what (else )?(can|do) you do|what are you able|what can i (do|ask|say)|how (can|do) you (work|help)|your (tools|options)|ajuda|me ajuda|o que (mais )?(voce|vc) (sabe|pode|consegue|faz)( fazer)?( por mim| aqui| ai)?$|o que da (pra|para) fazer|quais (sao )?(as )?(suas )?(opcoes|ferramentas))\b/

/** The answer to what asks for no tool: a greeting, thanks, a farewell, a call for help; undefined for anything else. */
export function smallTalk(text: string, index: ToolIndex, language: Language): string | undefined {
  const words = phrases(language)
  const folded = fold(text)
    .replaceAll("'", '')
    .replace(/[\s.?!]+$/, '')
  if (help.test(folded) && folded.split(/\s+/).length <= 9) return speakAbilities(index, language)
  const answer = understandAnswer(text)
  // Nothing waits for an answer.
  if (answer === 'yes') return words.nothingToConfirm
  if (answer === 'no') return words.stopped
  const clauses = folded
    .split(/[,.;!?]+/)
    .map((clause) => clause.trim())
    .filter((clause) => clause !== '')
  if (clauses.length === 0) return undefined
  if (!clauses.every((clause) => greeting.test(clause) || thanks.test(clause) || goodbye.test(clause))) return undefined
  if (clauses.some((clause) => goodbye.test(clause))) return words.goodbye
  if (clauses.some((clause) => thanks.test(clause))) return `${words.welcome} ${words.anythingElse}`
  return `${words.hello} ${words.howCanIHelp}`
}
