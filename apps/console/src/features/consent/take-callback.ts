/** What an authorization server sent a client, by the address of the page (RFC 6749 §4.1.2, RFC 9207). */
export interface Callback {
  code: string | null
  error: string | null
  issuer: string | null
}

/** Takes the answer out of the address bar, so that the code stays in no history and on no shared screen. */
export function takeCallback(): Callback {
  const query = new URLSearchParams(location.search)
  if (query.size > 0) history.replaceState(history.state, '', location.pathname)
  return { code: query.get('code') || null, error: query.get('error'), issuer: query.get('iss') }
}
