const KEY = 'patchbay.asked-for'

/** Remembers, for this tab, the address that a person wanted before they had to sign in. */
export function rememberAskedFor(href: string): void {
  if (isOwnPath(href)) sessionStorage.setItem(KEY, href)
}

/** The address to go to after signing in, once; null where none was asked for. */
export function takeAskedFor(): string | null {
  const href = sessionStorage.getItem(KEY)
  sessionStorage.removeItem(KEY)
  return href !== null && isOwnPath(href) ? href : null
}

/** A path on this origin; `//host` and `/\host` would leave it. */
function isOwnPath(href: string): boolean {
  return /^\/(?![/\\])/.test(href) && !href.startsWith('/sign-in')
}
