/** A voice of this language speaks any (ISO 639-2). */
export const ANY_LANGUAGE = 'mul'

/** @returns Whether two tags (BCP 47) are of one language, wherever it is spoken; what is no tag is of none. */
function sameLanguage(one: string, other: string): boolean {
  if (one === ANY_LANGUAGE || other === ANY_LANGUAGE) return true
  try {
    return new Intl.Locale(one).language === new Intl.Locale(other).language
  } catch {
    return false
  }
}

/** @returns Those of a list that speak a language, the ones of its own region first. */
export function speakersOf<Speaker extends { language: string }>(
  speakers: readonly Speaker[],
  language: string,
): Speaker[] {
  return speakers
    .filter((speaker) => sameLanguage(speaker.language, language))
    .toSorted((one, other) => Number(isNamed(other, language)) - Number(isNamed(one, language)))
}

function isNamed(speaker: { language: string }, language: string): boolean {
  return speaker.language.toLowerCase() === language.toLowerCase()
}
