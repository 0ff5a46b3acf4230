/** The library's nine tools. */
export const libraryTools = [
  'search_library',
  'search_job',
  'ask_job_question',
  'tutor_chat',
  'xray_lookup',
  'opening_lecture',
  'get_progress',
  'set_progress',
  'narrate_book',
]
