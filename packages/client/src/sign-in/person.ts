/** How a person gets to the sign-in page and back. `loopbackBrowser` does it in Node, `popup` in a browser. */
export interface Person {
  /**
   * Makes ready to take somebody back.
   *
   * @param before - Where people came back to the last time, worth using again.
   */
  prepare(before: string | undefined, signal: AbortSignal): Promise<Visit>
}

export interface Visit {
  /** Where the person comes back to. */
  redirectUrl: string
  /** Sends the person to `url`. @returns The address that they came back with. */
  go(url: URL, signal: AbortSignal): Promise<URL>
  close(): Promise<void>
}
