const FALLBACK = 'en-us'

/**
 * Chooses which of the available languages comes nearest: the one that was named, else the language as it is spoken
 * where most of its speakers live (`pt` is `pt-br`), else the language anywhere, else American English.
 *
 * @param wanted - BCP 47; what is no language tag gets the last resort.
 * @param available - Tags in lower case.
 */
export function nearestLanguage(wanted: string, available: ReadonlySet<string>): string {
  const locale = parse(wanted)
  if (!locale) return FALLBACK
  const { language, region } = locale.maximize()
  const likely = `${language}-${region}`
  const named = locale.toString()
  const candidates = named === locale.language ? [likely, language] : [named, likely, language]
  return candidates.map((tag) => tag.toLowerCase()).find((tag) => available.has(tag)) ?? FALLBACK
}

function parse(tag: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(tag)
  } catch {
    return undefined
  }
}
