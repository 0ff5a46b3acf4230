import { libraryMigrations } from '../library-migrations.ts'
import { openTestDatabase } from '@patchbay/test-support/database'
import { readQuestions } from './read-questions.ts'
import { seedLibrary } from '../seed-library.ts'
import { selectBooks } from '../find-book.ts'
import { readerOf } from '../reader.ts'
import { listBooks } from '../list-books.ts'
import { findPassages } from '../search/find-passages.ts'
await using t = await openTestDatabase('pglite', [libraryMigrations])
await seedLibrary(t.db, () => new Date())
const { questions, adversarial } = await readQuestions()
const all = await selectBooks(t.db, readerOf({ userId: 1 }))
const listed = await listBooks(t.db, readerOf({ userId: 1 }))
async function show(q: any, kind: string, until?: number) {
  const b = all.find((x) => x.jobId.startsWith(q.book))!
  const heardS = until === undefined ? null : listed.find((x) => x.job_id === b.jobId)!.chapters[until - 1]!.end_s
  const f = await findPassages(t.db, [{ ...b, heardS }], b.language, q.question)
  const g = await findPassages(t.db, [b], b.language, q.question)
  const p = f.passages[0]
  const whole = f.terms.reduce((s, x) => s + x.weight, 0)
  const own = Math.max(0,...f.passages.slice(0,3).map(p=>f.terms.reduce((s, x, i) => s + (p?.has[i] ? x.weight : 0), 0) / whole))
  console.log(kind, own.toFixed(2), (p?.coverage ?? 0).toFixed(2), (p?.score ?? 0).toFixed(2), 'best of all', g.passages[0]?.score.toFixed(2), q.chapter ?? '', p?.chapter, q.question, '|', f.terms.map((x, i) => `${x.lexeme}${p?.has[i] ? '+' : '-'}${x.weight.toFixed(1)}/${x.chunks}`).join(' '))
}
for (const q of questions) await show(q, 'ok')
for (const q of adversarial) await show(q, q.kind, q.heard_until_chapter)
