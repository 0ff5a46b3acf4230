import { describe, expect, it } from 'vitest'
import { nearestLanguage } from './nearest-language.ts'

const available = new Set(['en', 'en-us', 'en-gb', 'pt', 'pt-br', 'pt-pt', 'es', 'es-419', 'zh', 'he', 'fr'])

describe('nearestLanguage', () => {
  it.each([
    ['en', 'en-us'],
    ['en-GB', 'en-gb'],
    ['en-AU', 'en'],
    ['pt', 'pt-br'],
    ['pt-BR', 'pt-br'],
    ['pt-PT', 'pt-pt'],
    ['pt-AO', 'pt'],
    ['es', 'es'],
    ['es-419', 'es-419'],
    ['zh-Hant-TW', 'zh'],
    ['iw', 'he'],
    ['fr-CA', 'fr'],
    ['tlh', 'en-us'],
    ['', 'en-us'],
    ['not a tag', 'en-us'],
  ])('takes %j for %s', (wanted, chosen) => {
    expect(nearestLanguage(wanted, available)).toBe(chosen)
  })
})
