import { fold } from './tokens.ts'

export type Language = 'en' | 'pt'

const english = new Set(
  (
    'the an is are was does did what which who when where how much many there any my i you your please can could ' +
    'would want like to of for on in at with and or not this that have has show list get give book tomorrow today yes ' +
    'sure okay thanks thank hello hi it one next about turn ' +
    'read write create delete find search file folder open bye help hey free check am im whats'
  ).split(' '),
)
const portuguese = new Set(
  (
    'o os as um uma de da dos das em na nas cancela desmarca reserva muito mais que quais qual quem ' +
    'quando onde como quanto quantos tem ha meu minha meus minhas eu voce por favor pode posso queria quero para pra com e ou nao isso este esta esse essa mostra mostrar ver ' +
    'marca marcar amanha hoje sim claro obrigado obrigada ola oi bom boa dia ao aos mim pelo pela sao estao ta tudo muda ' +
    'cria apaga lista le liga depois ' +
    'tchau ajuda livre livres agora desculpe ainda mesmo reservar agendar arquivo pasta horario horarios semana soma repete'
  ).split(' '),
)

/** The language of one utterance, or undefined where nothing in it tells ("surf", "12"). */
export function detectLanguage(text: string): Language | undefined {
  const words = fold(text).match(/[a-z]+/g) ?? []
  let score = /[ãõçáéíóúâêô]/i.test(text) ? -2 : 0
  for (const word of words) score += (english.has(word) ? 1 : 0) - (portuguese.has(word) ? 1 : 0)
  return score === 0 ? undefined : score > 0 ? 'en' : 'pt'
}
