import type { BookLanguage } from '@patchbay/contract'

interface Words {
  inChapter(number: number, title: string): string
  /** Nothing of what the reader may hear says it. */
  notHeard(title: string): string
  /** The same, of a reader whose place is kept: the rest of the book may say it. */
  notHeardYet(title: string): string
  liesAhead(query: string): string
  /** Before the passage that comes nearest to what nothing answers. */
  nearest: string
  hint: string
  questions: string[]
  nothingToGoOn: string
  opening(title: string, author: string | null, chapters: number, minutes: number): string
  begins: string
  invitation: string
}

/** What the library says in its own words, in the language of the book. */
export const wordsOfAnswers: Record<BookLanguage, Words> = {
  en: {
    inChapter: (number, title) => `In chapter ${number}, “${title}”`,
    notHeard: (title) => `That is not in “${title}”, as far as its words say.`,
    notHeardYet: (title) => `That is not in what you have heard of “${title}” so far.`,
    liesAhead: (query) => `“${query}” comes up later than where you are, so I will not say more yet.`,
    nearest: 'The nearest that was said:',
    hint: 'Think of this passage.',
    questions: [
      'What does that tell you about it?',
      'What do you make of it, in your own words?',
      'Why do you think it is told this way?',
    ],
    nothingToGoOn: 'Which moment of what you have heard made you think of it?',
    opening: (title, author, chapters, minutes) =>
      `This is “${title}”${author ? `, by ${author}` : ''}: ${chapters === 1 ? 'one chapter' : `${chapters} chapters`}, about ${minutes} minutes.`,
    begins: 'It begins like this:',
    invitation: 'Shall we listen?',
  },
  pt: {
    inChapter: (number, title) => `No capítulo ${number}, “${title}”`,
    notHeard: (title) => `Isso não está em “${title}”, pelo que dizem as suas palavras.`,
    notHeardYet: (title) => `Isso não está no que você já ouviu de “${title}”.`,
    liesAhead: (query) => `“${query}” aparece depois do ponto em que você está, então ainda não digo mais nada.`,
    nearest: 'O mais próximo que foi dito:',
    hint: 'Pense neste trecho.',
    questions: [
      'O que isso lhe diz?',
      'O que você entende disso, com as suas palavras?',
      'Por que você acha que é contado assim?',
    ],
    nothingToGoOn: 'Que momento do que você já ouviu fez pensar nisso?',
    opening: (title, author, chapters, minutes) =>
      `Este é “${title}”${author ? `, de ${author}` : ''}: ${chapters === 1 ? 'um capítulo' : `${chapters} capítulos`}, cerca de ${minutes} minutos.`,
    begins: 'Começa assim:',
    invitation: 'Vamos ouvir?',
  },
}
