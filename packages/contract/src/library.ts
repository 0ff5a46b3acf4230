import * as z from 'zod'

/** The languages that books are searched in: PostgreSQL's `english` and `portuguese` configurations. */
export const bookLanguage = z.enum(['en', 'pt'])
export type BookLanguage = z.infer<typeof bookLanguage>

/** How the library names a book; made from its title and its file. */
export const jobId = z.string().min(1).max(100)
/** Seconds from the beginning of the narration. */
export const position = z.number().min(0).max(10_000_000)
/** As people ask; what is longer is a text and no question. */
export const libraryQuery = z.string().trim().min(1).max(1_000)

/** Where something stands in a book. */
export const citation = z.object({
  /** Its number, from 1. */
  chapter: z.int(),
  chapter_title: z.string(),
  position_s: z.number(),
  excerpt: z.string(),
})
export type Citation = z.infer<typeof citation>

/** A passage that was found; in the excerpt, the words that match are between `**`. */
export const libraryHit = z.object({ job_id: z.string(), title: z.string(), ...citation.shape, score: z.number() })
export type LibraryHit = z.infer<typeof libraryHit>

export const librarySearchResult = z.object({
  query: z.string(),
  results: z.array(libraryHit),
  /** How many passages match, those that are not in `results` included. */
  total: z.int(),
  /** How many of the best passages were left out because the reader has not heard them yet. */
  ahead: z.int(),
})
export type LibrarySearchResult = z.infer<typeof librarySearchResult>

/** `model` wrote it from the passages, or it quotes them: `extractive`. */
const mode = z.enum(['model', 'extractive'])
export const libraryAnswer = z.object({ answer: z.string(), citations: z.array(citation), mode })
export type LibraryAnswer = z.infer<typeof libraryAnswer>
export const tutorReply = z.object({ reply: z.string(), citations: z.array(citation), mode })
export type TutorReply = z.infer<typeof tutorReply>

export const readingProgress = z.object({
  job_id: z.string(),
  title: z.string(),
  /** Null until a place is kept. */
  position_s: z.number().nullable(),
  duration_s: z.number(),
  chapter: z.int().nullable(),
  chapter_title: z.string().nullable(),
})
export type ReadingProgress = z.infer<typeof readingProgress>

/** The bodies and queries of `/api/v1/knowledge`. */
export const librarySearchQuery = z.object({
  query: libraryQuery,
  max_results: z.coerce.number().int().min(1).max(50).default(10),
})
export const jobSearchQuery = z.object({
  query: libraryQuery,
  max_results: z.coerce.number().int().min(1).max(50).default(5),
})
export const jobQuestion = z.object({ question: libraryQuery })

/** Where an imported file's positions come from: a transcript's times, or the words at a reading speed. */
export const positionSource = z.enum(['transcript', 'estimated'])

export const libraryBook = z.object({
  job_id: z.string(),
  title: z.string(),
  author: z.string().nullable(),
  language: bookLanguage,
  /** Belongs to everybody, such as the demonstration's books. */
  shared: z.boolean(),
  /** A book can be searched once it is `ready`. */
  state: z.enum(['importing', 'ready']),
  passages: z.int(),
  duration_s: z.number(),
  /** `narration`: the book was read aloud here, and its positions are those of that audio. */
  positions: z.enum([...positionSource.options, 'narration']),
  /** Words a minute, where positions are estimated. */
  words_per_minute: z.int().nullable(),
  /** The reader's place; null until one is kept. */
  position_s: z.number().nullable(),
  chapters: z.array(z.object({ chapter: z.int(), title: z.string(), start_s: z.number(), end_s: z.number() })),
})
export type LibraryBook = z.infer<typeof libraryBook>
export const libraryBooks = z.object({ books: z.array(libraryBook) })

/** `GET /api/library/books/:job_id/passages?position_s=`: the chapter around a position, passage by passage. */
export const passagesQuery = z.object({ position_s: z.coerce.number().min(0).max(10_000_000).default(0) })
export const chapterPassages = z.object({
  job_id: z.string(),
  title: z.string(),
  chapter: z.int(),
  chapter_title: z.string(),
  passages: z.array(z.object({ position_s: z.number(), end_s: z.number(), text: z.string(), here: z.boolean() })),
})
export type ChapterPassages = z.infer<typeof chapterPassages>

export const progressChange = z.strictObject({ position_s: position })

/** `POST /api/library/imports`: says which file is coming. The same file again goes on where it stopped. */
export const newImport = z.strictObject({
  source_name: z.string().min(1).max(500),
  source_sha256: z.string().regex(/^[0-9a-f]{64}$/),
  format: z.enum(['text', 'epub', 'srt', 'vtt']),
  title: z.string().trim().min(1).max(300),
  author: z.string().trim().min(1).max(300).nullable(),
  language: bookLanguage,
  positions: positionSource,
})
export type NewImport = z.infer<typeof newImport>
export const importState = z.object({
  job_id: z.string(),
  state: z.enum(['importing', 'ready']),
  /** How many passages are kept; the next one sent has this number. */
  passages: z.int(),
})
export type ImportState = z.infer<typeof importState>

/** One stretch of a book, as it is searched and cited. */
export const passage = z.strictObject({
  chapter: z.int().min(1).max(100_000),
  chapter_title: z.string().max(300),
  text: z.string().min(1).max(4_000),
  position_s: position,
  end_s: position,
})
export type Passage = z.infer<typeof passage>
/** `POST /api/library/imports/:job_id/passages`. */
export const importBatch = z.strictObject({ from: z.int().min(0), passages: z.array(passage).min(1).max(400) })
export type ImportBatch = z.infer<typeof importBatch>

const voiceId = z.string().min(1).max(100)

/** `POST /api/library/books/:job_id/narration`, and what says which narration is meant. */
export const narrationRequest = z.strictObject({ voice_id: voiceId.optional() })

/** A book that is read aloud by one voice, and how far that is. */
export const narration = z.object({
  job_id: z.string(),
  title: z.string(),
  voice_id: z.string(),
  /** The voice that speaks, where another one stands in; null until the first passage is made. */
  spoken_by: z.string().nullable(),
  /** Once it is `ready`, the book's positions are those of its audio. A `failed` or `cancelled` one goes on when asked for again. */
  state: z.enum(['queued', 'running', 'ready', 'failed', 'cancelled']),
  chapters_done: z.int(),
  chapters_total: z.int(),
  /** Of its passages, 0 to 1. */
  share_done: z.number(),
  /** Of what is made so far. */
  duration_s: z.number(),
  /** Why it failed. */
  error: z.string().nullable(),
})
export type Narration = z.infer<typeof narration>

/** `GET /api/library/narrations`: those of all books that the asker has, the last that was asked for first. */
export const narrations = z.object({ narrations: z.array(narration) })

/** `GET /api/library/books/:job_id/narration`: a book's narrations, the one whose audio its positions are in first. */
export const bookNarrations = z.object({
  narrations: z.array(
    narration.extend({
      /** Those that can be heard: `GET /api/library/books/:job_id/chapters/:chapter/audio?voice_id=`. */
      chapters: z.array(z.object({ chapter: z.int(), title: z.string(), duration_s: z.number(), bytes: z.int() })),
    }),
  ),
  /** The voices of the book's language. */
  voices: z.array(z.object({ voice_id: z.string(), name: z.string(), language: z.string(), ready: z.boolean() })),
  /** Why the asker may not have it narrated; null where they may. */
  refused: z.string().nullable(),
})
export type BookNarrations = z.infer<typeof bookNarrations>
