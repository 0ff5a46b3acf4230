import { createService, type ErrorListener } from '@patchbay/service-kit'
import type { McpServer } from '@modelcontextprotocol/server'
import { askJobQuestion } from './ask-job-question.ts'
import { getProgress } from './get-progress.ts'
import type { LibraryDeps } from './library-context.ts'
import { narrateBook } from './narrate-book.ts'
import { openingLecture } from './opening-lecture.ts'
import { searchJob } from './search-job.ts'
import { searchLibrary } from './search-library.ts'
import { setProgress } from './set-progress.ts'
import { tutorChat } from './tutor-chat.ts'
import { xrayLookup } from './xray-lookup.ts'

/** The audiobooks as an MCP server, for any transport. Whose books they are comes with each request, as its principal. */
export function createLibraryServer(deps: LibraryDeps & ErrorListener): McpServer {
  return createService({
    name: 'library',
    title: 'Storytime',
    version: '0.1.0',
    instructions:
      'Finds and explains passages of audiobooks. Begin with search_library, which answers the book (job_id), chapter and ' +
      'position; ask about one book with ask_job_question. Say the chapter with what you quote. Nothing is told that the ' +
      'reader has not heard yet: keep their place with set_progress. What is not in a book is not known.',
    tools: [
      searchLibrary,
      searchJob,
      askJobQuestion,
      tutorChat,
      xrayLookup,
      openingLecture,
      getProgress,
      setProgress,
      narrateBook,
    ],
    deps,
  })
}
