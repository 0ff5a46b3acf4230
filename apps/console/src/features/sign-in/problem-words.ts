const words: Record<string, string> = {
  NOT_INVITED: 'That account is not known here. Ask an admin for an invitation, and sign in from its page.',
  INVALID_INVITATION: 'The invitation was used already, was withdrawn, or is too old. Ask for a new one.',
  ALREADY_LINKED: 'That account signs in as another user here. Disconnect it there first.',
  ISSUER_UNAVAILABLE: 'The sign-in provider does not answer. Try again in a moment.',
  RATE_LIMITED: 'Too many tries to sign in. Try again in a minute.',
}

/** Why a provider's sign-in brought nobody in, by the code in the address; the address itself is never shown. */
export function problemWords(search: string): string | null {
  const code = new URLSearchParams(search).get('problem')
  return code === null ? null : (words[code] ?? 'The provider did not sign you in. Try again.')
}
