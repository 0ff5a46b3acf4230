import { libraryMigrations } from '../library-migrations.ts'
import { openTestDatabase } from '@patchbay/test-support/database'
import { measureQuality } from './measure-quality.ts'
await using t = await openTestDatabase('pglite', [libraryMigrations])
const b = performance.now()
const m = await measureQuality(t.db)
console.log(m.recall, performance.now() - b)
console.log('missed'); for (const x of m.missed) console.log(' ', x.chapter, x.found, x.question)
console.log('unanswered', m.unanswered.length); for (const x of m.unanswered) console.log(' ', x.chapter, x.cited, x.question)
console.log('adversarial answered'); for (const x of m.adversarial) if (!x.refused) console.log(' ', x.asked.kind, x.asked.question, '=>', x.answer.answer.slice(0, 230))
