/**
 * Where a sign-in is kept between runs. What is kept are secrets: whoever reads them is signed in.
 *
 * @see {@link memoryStorage}, {@link webStorage}, and `fileStorage` in `@patchbay/client/node`.
 */
export interface TokenStorage {
  get(key: string): string | undefined | Promise<string | undefined>
  set(key: string, value: string): void | Promise<void>
  delete(key: string): void | Promise<void>
}

/** Forgets everything when the program ends. */
export function memoryStorage(): TokenStorage {
  const kept = new Map<string, string>()
  return {
    get: (key) => kept.get(key),
    set: (key, value) => void kept.set(key, value),
    delete: (key) => void kept.delete(key),
  }
}

/** What a browser's `localStorage` and `sessionStorage` have in common. */
export interface WebStorage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/**
 * Keeps a sign-in in a browser.
 *
 * @param storage - `localStorage`, or `sessionStorage` to forget it with the tab. Every script of the origin can read it.
 */
export function webStorage(storage: WebStorage): TokenStorage {
  return {
    get: (key) => storage.getItem(key) ?? undefined,
    set: (key, value) => storage.setItem(key, value),
    delete: (key) => storage.removeItem(key),
  }
}
