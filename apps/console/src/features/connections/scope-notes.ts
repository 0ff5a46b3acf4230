import type { Scope } from '@patchbay/contract'

/** What each scope lets a key do, and so what stops when the key goes. */
export const scopeNotes: Record<Scope, string> = {
  'sessions:create': 'Says who is on the phone and acts for that caller alone',
  'tools:call': 'Calls the tools that its owner has connected',
  'library:read': 'Searches the library and reads in it',
  'library:ask': 'Asks questions about the books of the library',
  realtime: 'Starts voice conversations with an agent that is set up here',
  'realtime:configure': 'Chooses instructions, tools and approval for the conversations it starts',
  'servers:manage': 'Adds, changes and removes MCP servers',
  'servers:stdio': 'Adds servers that run as programs on the gateway’s machine',
  admin: 'Everything, users and other keys included',
}
