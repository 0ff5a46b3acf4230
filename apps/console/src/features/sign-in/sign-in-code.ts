/**
 * The code in what a person pasted: a whole sign-in link (`http://…/sign-in#code=CODE`) or the code alone.
 * Null when there is none.
 */
export function signInCodeOf(pasted: string): string | null {
  const text = pasted.trim()
  const hash = text.indexOf('#')
  if (hash >= 0) return codeInFragment(text.slice(hash))
  return /^[\w-]+$/.test(text) ? text : null
}

/**
 * Takes the code out of the address bar, so that it stays in no history and on no shared screen.
 * Null when the address carries none.
 */
export function takeSignInCode(): string | null {
  const code = codeInFragment(location.hash)
  if (code !== null) history.replaceState(history.state, '', location.pathname + location.search)
  return code
}

function codeInFragment(fragment: string): string | null {
  return new URLSearchParams(fragment.slice(1)).get('code') || null
}
