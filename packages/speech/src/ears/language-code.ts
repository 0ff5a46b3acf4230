/**
 * @param language - BCP 47, such as `pt-BR`, as a client wrote it.
 * @returns ISO 639-1, such as `pt`, which is what recognisers are told; nothing where there is no such code.
 */
export function languageCode(language: string | undefined): string | undefined {
  if (language === undefined) return undefined
  try {
    const code = new Intl.Locale(language).language
    return code.length === 2 ? code : undefined
  } catch {
    return undefined
  }
}
