/** What a program of ours needs to run, and where packages come from; the gateway's settings, with its secrets, are not among it. */
const names =
  /^(PATH|HOME|USER|LANG|LC_\w+|TZ|TMPDIR|TEMP|TMP|SystemRoot|ComSpec|APPDATA|LOCALAPPDATA|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|npm_config_.+|UV_(DEFAULT_INDEX|INDEX_URL|CACHE_DIR)|(https?|no)_proxy)$/i

/** @returns The part of this process's environment that a child process may have. */
export function childEnvironment(env: Record<string, string | undefined> = process.env): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (names.test(name) && value !== undefined ? [[name, value]] : [])),
  )
}
