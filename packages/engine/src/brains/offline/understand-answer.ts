import { fold } from './tokens.ts'

/** What was answered to "shall I?": anything that is not plainly a yes or a no is `other`. */
export type Answer = 'yes' | 'no' | 'other'

const yes =
  /^(yes|yeah|yep|yup|sure|ok|okay|okey|correct|right|exactly|absolutely|definitely|of course|go ahead|go for it|do it|do that|book it|please do|confirm|confirmed|sounds good|perfect|great|thats right|that is right|thats it|that works|alright|all right|fine|sim|claro|pode|pode ser|pode sim|isso|isso mesmo|isso ai|ta|ta bom|ta certo|esta bem|esta bom|certo|certinho|correto|exato|exatamente|confirmo|confirma|confirmado|confirmar|com certeza|beleza|positivo|perfeito|otimo|bora|vai|manda ver|faz isso|faca isso|pode fazer|pode marcar|pode reservar|pode cancelar|pode confirmar|quero|quero sim|uhum|aham|uh huh|mhm)$/
const no =
  /^(no|nope|nah|not|dont|do not|stop|wait|cancel that|forget it|forget that|never mind|nevermind|leave it|no thanks|no thank you|not now|not yet|actually no|nao|nao quero|nao precisa|nao obrigado|nao obrigada|agora nao|ainda nao|melhor nao|deixa|deixa pra la|deixa para la|esquece|esqueca|para|espera|negativo|desisto|nada disso)$/
/** Politeness and hesitation, which say neither yes nor no. */
const filler =
  /\b(please|thanks|thank you|then|now|well|um|uh|hmm|oh|ah|so|actually|just|por favor|obrigad[oa]|entao|agora|bem|e|eh|ai|viu|ne)\b/g

/** Understands the answer to a read-back. */
export function understandAnswer(text: string): Answer {
  const clauses = fold(text)
    .replaceAll("'", '')
    .split(/[,.;!?—–]+|\s-\s/)
    .map((clause) => clause.replaceAll(/\s+/g, ' ').trim())
    .filter((clause) => clause !== '')
    .map((clause) =>
      yes.test(clause) || no.test(clause) ? clause : clause.replaceAll(filler, ' ').replaceAll(/\s+/g, ' ').trim(),
    )
    .filter((clause) => clause !== '')
  if (clauses.length === 0) return 'other'
  if (clauses.every((clause) => yesWords(clause))) return 'yes'
  if (clauses.every((clause) => no.test(clause))) return 'no'
  return 'other'
}

/** "yes sure go ahead" has no comma in a transcript. */
function yesWords(clause: string): boolean {
  if (yes.test(clause)) return true
  for (let cut = clause.indexOf(' '); cut > 0; cut = clause.indexOf(' ', cut + 1)) {
    if (yes.test(clause.slice(0, cut)) && yesWords(clause.slice(cut + 1))) return true
  }
  return false
}

/** Whether it begins with a refusal, whatever follows: "no, the ten o'clock one". */
export function beginsWithNo(text: string): boolean {
  return /^(no|nope|nah|nao|wait|espera|actually|na verdade)\b/.test(fold(text).trim())
}

/** Whether the person gives up what they had asked for. */
export function givesUp(text: string): boolean {
  return /\b(never ?mind|forget (it|that|about it)|leave it|cancel that|deixa (pra|para) la|esquece|esqueca|desisto|nao quero mais|nao precisa)\b/.test(
    fold(text).replaceAll("'", ''),
  )
}
