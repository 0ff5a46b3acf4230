const names = new Intl.DisplayNames('en', { type: 'language' })

/** What people call a language: `Brazilian Portuguese` of `pt-BR`. */
export function languageName(tag: string): string {
  try {
    return names.of(tag) ?? tag
  } catch {
    return tag
  }
}
