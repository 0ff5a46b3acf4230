import type { Language } from './detect-language.ts'

const english = {
  hello: 'Hello!',
  howCanIHelp: 'How can I help?',
  welcome: "You're welcome.",
  goodbye: 'Goodbye!',
  noTools: 'I have no tools to use right now.',
  nothingDone: 'All right, nothing was done.',
  stopped: 'All right, nothing more then.',
  nothingToConfirm: 'There is nothing to confirm. How can I help?',
  unclear: 'Sorry, was that a yes or a no?',
  notUnderstood: "Sorry, I didn't understand that.",
  anythingElse: 'Is there anything else?',
  shallI: 'Shall I go ahead?',
  done: 'Done.',
  failed: 'That did not work.',
  noSuch: "I don't see that one.",
  nothingFound: 'I found nothing.',
  empty: 'It is empty.',
  today: 'today',
  tomorrow: 'tomorrow',
  at: 'at',
  and: 'and',
  or: 'or',
  for: 'for',
  yes: 'yes',
  no: 'no',
  none: 'none',
  chapter: 'Chapter',
}

const portuguese: typeof english = {
  hello: 'Olá!',
  howCanIHelp: 'Como posso ajudar?',
  welcome: 'De nada.',
  goodbye: 'Até logo!',
  noTools: 'Não tenho nenhuma ferramenta para usar agora.',
  nothingDone: 'Tudo bem, nada foi feito.',
  stopped: 'Tudo bem, não fiz mais nada.',
  nothingToConfirm: 'Não há nada para confirmar. Como posso ajudar?',
  unclear: 'Desculpe, foi um sim ou um não?',
  notUnderstood: 'Desculpe, não entendi.',
  anythingElse: 'Mais alguma coisa?',
  shallI: 'Posso confirmar?',
  done: 'Pronto.',
  failed: 'Não deu certo.',
  noSuch: 'Não encontrei essa opção.',
  nothingFound: 'Não encontrei nada.',
  empty: 'Está vazio.',
  today: 'hoje',
  tomorrow: 'amanhã',
  at: 'às',
  and: 'e',
  or: 'ou',
  for: 'para',
  yes: 'sim',
  no: 'não',
  none: 'nenhum',
  chapter: 'Capítulo',
}

/** What the brain says by itself, in the language of the conversation. */
export function phrases(language: Language): typeof english {
  return language === 'pt' ? portuguese : english
}

/** "a, b or c" */
export function joinWords(words: readonly string[], conjunction: string): string {
  if (words.length < 2) return words[0] ?? ''
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`
}

/** A sentence begins with a capital letter. */
export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
