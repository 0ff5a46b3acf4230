import type { EvaluationRow } from './evaluation-row.ts'

/** Written as people speak in Brazil, before the rules were tuned; every fourth row of the whole is held out. */
export const portugueseRows: EvaluationRow[] = [
  // The club.
  {
    on: 'club',
    language: 'pt',
    said: 'Tem surf amanhã para iniciante?',
    expected: { tool: 'get_availability', args: () => ({ sport: 'surf', date: '2026-11-22', level: 'beginner' }) },
  },
  {
    on: 'club',
    language: 'pt',
    said: 'Quais horários de tênis estão livres na segunda-feira?',
    expected: { tool: 'get_availability', args: () => ({ sport: 'tennis', date: '2026-11-23' }) },
  },
  { on: 'club', language: 'pt', said: 'Quais são as minhas reservas?', expected: { tool: 'get_bookings' } },
  { on: 'club', language: 'pt', said: 'Me mostra os membros da minha conta', expected: { tool: 'get_members' } },
  {
    on: 'club',
    language: 'pt',
    said: 'Queria ver o que está disponível depois de amanhã',
    expected: { says: /surfe? ou tênis/i },
  },
  {
    on: 'club',
    language: 'pt',
    before: ['Queria ver o que está disponível depois de amanhã'],
    said: 'Surf, por favor',
    expected: { tool: 'get_availability', args: () => ({ sport: 'surf', date: '2026-11-23' }) },
  },
  {
    on: 'club',
    language: 'pt',
    before: ['tem surf para iniciante amanhã?'],
    said: 'Quero a das nove para a Helena',
    expected: {
      tool: 'book_session',
      args: ({ session }) => ({ member_id: 12346, session_id: session('2026-11-22T09:00', { level: 'beginner' }) }),
    },
  },
  {
    on: 'club',
    language: 'pt',
    before: ['Tem aula de surf para iniciante amanhã?'],
    said: 'Marca a segunda para o Rafael com o cupom ONDA10',
    expected: {
      tool: 'book_session',
      args: ({ session }) => ({
        member_id: 12345,
        session_id: session('2026-11-22T11:00', { level: 'beginner' }),
        voucher_code: 'ONDA10',
      }),
    },
  },
  {
    on: 'club',
    language: 'pt',
    said: 'Reserva um tênis pra mim amanhã às oito da noite',
    expected: {
      tool: 'book_session',
      args: ({ session }) => ({ member_id: 12345, session_id: session('2026-11-22T20:00', { sport: 'tennis' }) }),
    },
  },
  {
    on: 'club',
    language: 'pt',
    said: 'Quero marcar surf amanhã às 16h para minha filha',
    expected: {
      tool: 'book_session',
      args: ({ session }) => ({ member_id: 12346, session_id: session('2026-11-22T16:00', { sport: 'surf' }) }),
    },
  },
  {
    on: 'club',
    language: 'pt',
    before: ['marca surf amanhã às onze para a Helena'],
    said: 'não, a das quatro da tarde',
    expected: {
      tool: 'book_session',
      args: ({ session }) => ({ member_id: 12346, session_id: session('2026-11-22T16:00', { sport: 'surf' }) }),
    },
  },
  {
    on: 'club',
    language: 'pt',
    before: ['marca surf amanhã às onze para a Helena'],
    said: 'deixa pra lá',
    expected: { says: /nada/i },
  },
  {
    on: 'club',
    language: 'pt',
    said: 'Preciso desmarcar minha reserva de tênis',
    expected: { tool: 'cancel_booking' },
  },
  {
    on: 'club',
    language: 'pt',
    said: 'Quais são as preferências do Rafael?',
    expected: { tool: 'get_member_preferences', args: () => ({ member_id: 12345 }) },
  },
  {
    on: 'club',
    language: 'pt',
    said: 'Muda o nível da Helena para intermediário',
    expected: { tool: 'set_member_preferences', args: () => ({ member_id: 12346, level: 'intermediate' }) },
  },
  {
    on: 'club',
    language: 'pt',
    before: ['Tem vaga de surf amanhã?'],
    said: 'E na terça?',
    expected: { tool: 'get_availability', args: () => ({ sport: 'surf', date: '2026-11-24' }) },
  },
  { on: 'club', language: 'pt', said: 'O que você sabe fazer?', expected: { says: /posso .*reserva/i } },
  // Files.
  {
    on: 'filesystem',
    language: 'pt',
    said: 'Lê o arquivo notes/todo.txt para mim',
    expected: { tool: 'read_text_file', args: () => ({ path: 'notes/todo.txt' }) },
  },
  {
    on: 'filesystem',
    language: 'pt',
    said: 'Quais diretórios você pode acessar?',
    expected: { tool: 'list_allowed_directories' },
  },
  {
    on: 'filesystem',
    language: 'pt',
    said: 'O que tem na pasta notes?',
    expected: { tool: 'list_directory', args: () => ({ path: 'notes' }) },
  },
  {
    on: 'filesystem',
    language: 'pt',
    said: 'Cria uma pasta chamada receitas',
    expected: { tool: 'create_directory', args: () => ({ path: 'receitas' }) },
  },
  {
    on: 'filesystem',
    language: 'pt',
    said: 'Escreve "comprar parafina" no arquivo compras.txt',
    expected: { tool: 'write_file', args: () => ({ path: 'compras.txt', content: 'comprar parafina' }) },
  },
  {
    on: 'filesystem',
    language: 'pt',
    said: 'Renomeia readme.md para sobre.md',
    expected: { tool: 'move_file', args: () => ({ source: 'readme.md', destination: 'sobre.md' }) },
  },
  {
    on: 'filesystem',
    language: 'pt',
    said: 'Qual o tamanho do readme.md?',
    expected: { tool: 'get_file_info', args: () => ({ path: 'readme.md' }) },
  },
  // Memory.
  { on: 'memory', language: 'pt', said: 'Mostra o grafo inteiro', expected: { tool: 'read_graph' } },
  {
    on: 'memory',
    language: 'pt',
    said: 'Procura nos nós por praia',
    expected: { tool: 'search_nodes', args: () => ({ query: 'praia' }) },
  },
  {
    on: 'memory',
    language: 'pt',
    said: 'Cria uma entidade chamada Lisboa do tipo cidade',
    expected: { tool: 'create_entities', args: () => ({ entities: [{ name: 'Lisboa', entityType: 'cidade' }] }) },
  },
  {
    on: 'memory',
    language: 'pt',
    said: 'Apaga a entidade Ana',
    expected: { tool: 'delete_entities', args: () => ({ entityNames: ['Ana'] }) },
  },
  // Everything.
  {
    on: 'everything',
    language: 'pt',
    said: 'Repete a mensagem bom dia a todos',
    expected: { tool: 'echo', args: () => ({ message: 'bom dia a todos' }) },
  },
  {
    on: 'everything',
    language: 'pt',
    said: 'Quanto é a soma de dois e quinze?',
    expected: { tool: 'get-sum', args: () => ({ a: 2, b: 15 }) },
  },
  {
    on: 'everything',
    language: 'pt',
    said: 'Me dá o conteúdo estruturado de Nova York',
    expected: { tool: 'get-structured-content', args: () => ({ location: 'New York' }) },
  },
  { on: 'everything', language: 'pt', said: 'Mostra as variáveis de ambiente', expected: { tool: 'get-env' } },
  {
    on: 'everything',
    language: 'pt',
    said: 'Quero quatro links de recursos',
    expected: { tool: 'get-resource-links', args: () => ({ count: 4 }) },
  },
  {
    on: 'everything',
    language: 'pt',
    said: 'Liga o log simulado',
    expected: { tool: 'toggle-simulated-logging' },
  },
  {
    on: 'everything',
    language: 'pt',
    said: 'Mostra uma mensagem anotada',
    expected: { says: /erro, sucesso ou depuração|error, success ou debug/i },
  },
]
