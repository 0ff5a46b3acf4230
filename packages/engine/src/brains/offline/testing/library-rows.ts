import type { Language } from '../detect-language.ts'
import type { EvaluationRow } from './evaluation-row.ts'

/** Of the library, in both languages, written before the rules met them; every fourth row of the whole is held out. */
export const libraryRows: EvaluationRow[] = [
  asks('en', 'What was found in the garden?'),
  asks('en', 'Who rang the bell during the fog?'),
  asks('en', 'Where did Marit sleep on the first night?'),
  asks('en', 'On which day was the tide at its lowest?'),
  asks('en', 'How much did the councillor offer?'),
  asks('en', 'Tell me about the councillor'),
  asks('en', 'and about his sister?', 'Tell me about the councillor'),
  asks('en', 'Why did nobody ring it?', 'Find the bell in the book'),
  asks('en', 'Do you know what happened to the lifeboat?'),
  {
    on: 'library',
    language: 'en',
    said: 'Search for the strongbox',
    expected: { tool: 'search_library', args: () => ({ query: 'strongbox' }) },
  },
  {
    on: 'library',
    language: 'en',
    said: 'Can you find the cardamom buns?',
    expected: { tool: 'search_library', args: () => ({ query: 'cardamom buns' }) },
  },
  { on: 'library', language: 'en', said: 'Introduce The Quiet Bell of Corrow', expected: { tool: 'opening_lecture' } },
  {
    on: 'library',
    language: 'en',
    before: ['Who is Wilf?'],
    said: 'What is my progress?',
    expected: { tool: 'get_progress' },
  },
  asks('pt', 'O que foi encontrado no moinho?'),
  asks('pt', 'Quem escreveu as cartas?'),
  asks('pt', 'Onde fica o moinho?'),
  asks('pt', 'Quantas cartas havia?'),
  asks('pt', 'Em que dia chegou a carteira?'),
  asks('pt', 'Fala sobre a ponte'),
  asks('pt', 'e sobre a barca?', 'Fala sobre a ponte'),
  asks('pt', 'Por que as cartas nunca chegaram?'),
  {
    on: 'library',
    language: 'pt',
    said: 'Procura o bolo de mel',
    expected: { tool: 'search_library', args: () => ({ query: 'bolo de mel' }) },
  },
  { on: 'library', language: 'pt', said: 'Apresenta As Cartas de Amieira', expected: { tool: 'opening_lecture' } },
  {
    on: 'library',
    language: 'pt',
    before: ['Quem é o Amadeu?'],
    said: 'Qual é o meu progresso?',
    expected: { tool: 'get_progress' },
  },
]

/** A question that goes to the book in its own words. */
function asks(language: Language, said: string, before?: string): EvaluationRow {
  return {
    on: 'library',
    language,
    ...(before === undefined ? {} : { before: [before] }),
    said,
    expected: { tool: 'ask_job_question', args: () => ({ question: said }) },
  }
}
