import type { EvaluationRow } from './evaluation-row.ts'

/** Written as people speak, before the rules were tuned; every fourth row of the whole is held out. */
export const englishRows: EvaluationRow[] = [
  // The club.
  {
    on: 'club',
    language: 'en',
    said: 'Is there any surf free tomorrow for beginners?',
    expected: { tool: 'get_availability', args: () => ({ sport: 'surf', date: '2026-11-22', level: 'beginner' }) },
  },
  {
    on: 'club',
    language: 'en',
    said: 'What tennis slots do you have on Monday?',
    expected: { tool: 'get_availability', args: () => ({ sport: 'tennis', date: '2026-11-23' }) },
  },
  { on: 'club', language: 'en', said: 'What do I have booked?', expected: { tool: 'get_bookings' } },
  { on: 'club', language: 'en', said: "Who's on my account? Show me the members", expected: { tool: 'get_members' } },
  {
    on: 'club',
    language: 'en',
    said: 'Can you check if anything is open next Friday?',
    expected: { says: /surf or tennis/i },
  },
  {
    on: 'club',
    language: 'en',
    before: ['Can you check if anything is open next Friday?'],
    said: 'Tennis please',
    expected: { tool: 'get_availability', args: () => ({ sport: 'tennis', date: '2026-11-27' }) },
  },
  {
    on: 'club',
    language: 'en',
    before: ['is there surf for beginners tomorrow'],
    said: "I'd like the nine o'clock one for Helena",
    expected: {
      tool: 'book_session',
      args: ({ session }) => ({ member_id: 12346, session_id: session('2026-11-22T09:00', { level: 'beginner' }) }),
    },
  },
  {
    on: 'club',
    language: 'en',
    before: ['Any beginner surf tomorrow?'],
    said: 'Book the second one for Rafael, I have the voucher ONDA10',
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
    language: 'en',
    said: 'Book me a tennis session tomorrow at 8 pm',
    expected: {
      tool: 'book_session',
      args: ({ session }) => ({ member_id: 12345, session_id: session('2026-11-22T20:00', { sport: 'tennis' }) }),
    },
  },
  {
    on: 'club',
    language: 'en',
    said: 'I want to reserve surf tomorrow at 4 in the afternoon for my daughter',
    expected: {
      tool: 'book_session',
      args: ({ session }) => ({ member_id: 12346, session_id: session('2026-11-22T16:00', { sport: 'surf' }) }),
    },
  },
  {
    on: 'club',
    language: 'en',
    before: ['book surf tomorrow at eleven for Helena'],
    said: 'no, the four o’clock one',
    expected: {
      tool: 'book_session',
      args: ({ session }) => ({ member_id: 12346, session_id: session('2026-11-22T16:00', { sport: 'surf' }) }),
    },
  },
  {
    on: 'club',
    language: 'en',
    before: ['book surf tomorrow at eleven for Helena'],
    said: 'actually, never mind',
    expected: { says: /nothing/i },
  },
  { on: 'club', language: 'en', said: 'Please cancel my tennis booking', expected: { tool: 'cancel_booking' } },
  {
    on: 'club',
    language: 'en',
    said: 'How does Rafael like to book?',
    expected: { tool: 'get_member_preferences', args: () => ({ member_id: 12345 }) },
  },
  {
    on: 'club',
    language: 'en',
    said: "Change Helena's level to intermediate",
    expected: { tool: 'set_member_preferences', args: () => ({ member_id: 12346, level: 'intermediate' }) },
  },
  {
    on: 'club',
    language: 'en',
    before: ['What surf is available tomorrow?'],
    said: 'And on Tuesday?',
    expected: { tool: 'get_availability', args: () => ({ sport: 'surf', date: '2026-11-24' }) },
  },
  { on: 'club', language: 'en', said: 'What can you do for me?', expected: { says: /I can .*book/i } },
  // Files.
  {
    on: 'filesystem',
    language: 'en',
    said: 'Read the file notes/todo.txt to me',
    expected: { tool: 'read_text_file', args: () => ({ path: 'notes/todo.txt' }) },
  },
  {
    on: 'filesystem',
    language: 'en',
    said: 'Which folders can you get into?',
    expected: { tool: 'list_allowed_directories' },
  },
  {
    on: 'filesystem',
    language: 'en',
    said: "What's in the notes folder?",
    expected: { tool: 'list_directory', args: () => ({ path: 'notes' }) },
  },
  {
    on: 'filesystem',
    language: 'en',
    said: 'Create a folder called recipes',
    expected: { tool: 'create_directory', args: () => ({ path: 'recipes' }) },
  },
  {
    on: 'filesystem',
    language: 'en',
    said: 'Write "buy more wax" to shopping.txt',
    expected: { tool: 'write_file', args: () => ({ path: 'shopping.txt', content: 'buy more wax' }) },
  },
  {
    on: 'filesystem',
    language: 'en',
    said: 'Rename readme.md to about.md',
    expected: { tool: 'move_file', args: () => ({ source: 'readme.md', destination: 'about.md' }) },
  },
  {
    on: 'filesystem',
    language: 'en',
    said: 'How big is readme.md and when was it last modified?',
    expected: { tool: 'get_file_info', args: () => ({ path: 'readme.md' }) },
  },
  {
    on: 'filesystem',
    language: 'en',
    before: ['list the directory notes'],
    said: 'open the todo one',
    expected: { tool: 'read_text_file', args: () => ({ path: 'notes/todo.txt' }) },
  },
  // Memory.
  { on: 'memory', language: 'en', said: 'Show me the whole knowledge graph', expected: { tool: 'read_graph' } },
  {
    on: 'memory',
    language: 'en',
    said: 'Search the nodes for surfing',
    expected: { tool: 'search_nodes', args: () => ({ query: 'surfing' }) },
  },
  {
    on: 'memory',
    language: 'en',
    said: 'Create an entity called Lisbon of type city',
    expected: { tool: 'create_entities', args: () => ({ entities: [{ name: 'Lisbon', entityType: 'city' }] }) },
  },
  {
    on: 'memory',
    language: 'en',
    said: 'Delete the entity Ana',
    expected: { tool: 'delete_entities', args: () => ({ entityNames: ['Ana'] }) },
  },
  // Everything.
  {
    on: 'everything',
    language: 'en',
    said: 'Echo hello from the other side',
    expected: { tool: 'echo', args: () => ({ message: 'hello from the other side' }) },
  },
  {
    on: 'everything',
    language: 'en',
    said: "What's the sum of twelve and 30?",
    expected: { tool: 'get-sum', args: () => ({ a: 12, b: 30 }) },
  },
  {
    on: 'everything',
    language: 'en',
    said: 'Get the structured content for Chicago',
    expected: { tool: 'get-structured-content', args: () => ({ location: 'Chicago' }) },
  },
  { on: 'everything', language: 'en', said: 'Can you print the environment variables', expected: { tool: 'get-env' } },
  {
    on: 'everything',
    language: 'en',
    said: 'Give me five resource links',
    expected: { tool: 'get-resource-links', args: () => ({ count: 5 }) },
  },
  {
    on: 'everything',
    language: 'en',
    said: 'Turn the simulated logging on',
    expected: { tool: 'toggle-simulated-logging' },
  },
  {
    on: 'everything',
    language: 'en',
    said: 'Show me an annotated message',
    expected: { says: /error, success or debug/i },
  },
]
