import { PatchbayError } from '@patchbay/contract/error'
import { faultOf, inWords } from './fault.ts'
import { openConnection, type Connection, type ConnectionOptions } from './open-connection.ts'
import type { SignInNeeded } from './sign-in/sign-in-needed.ts'
import { wait, waitFor } from './wait.ts'

export interface StayConnectedOptions extends ConnectionOptions {
  /** Has a person sign in; without it a server that wants that is an error. */
  signIn: ((needed: SignInNeeded, signal: AbortSignal) => Promise<void>) | undefined
  /** How often something is tried again where the server cannot be reached. */
  retries: number
  /** Before the first of them, in ms; doubled each time. */
  retryDelayMs: number
}

export interface Use {
  /** What is done, for the words of an error: `book_session`. */
  what: string
  signal?: AbortSignal | undefined
  /** Whether it may be done again although it may have been done. */
  isRepeatable: () => boolean | Promise<boolean>
}

/** The longest pause between two tries, in ms. */
const MAX_DELAY_MS = 5_000

/** One connection that is opened again whenever it has to be. */
export class StayConnected {
  private readonly options: StayConnectedOptions
  private readonly closing = new AbortController()
  private opening: Promise<Connection> | undefined
  private wasOpen = false

  constructor(options: StayConnectedOptions) {
    this.options = options
  }

  /** Does something over the connection: again, where that is safe and the server was out of reach. */
  async use<T>(act: (connection: Connection) => Promise<T>, { what, signal: own, isRepeatable }: Use): Promise<T> {
    const signal = own ? AbortSignal.any([own, this.closing.signal]) : this.closing.signal
    let signIns = 0
    for (let attempt = 0; ; attempt += 1) {
      let connection: Connection | undefined
      try {
        connection = await waitFor(this.open(), signal)
        return await act(connection)
      } catch (error) {
        if (signal.aborted) throw signal.reason
        const fault = faultOf(error, connection?.hasSession() ?? false)
        if (fault.kind === 'final') throw inWords(error, what)
        if (fault.kind === 'sign_in') {
          // Once for each thing that is done: who is asked twice for the same would be asked for ever.
          if (signIns > 0) throw new PatchbayError('SCOPE_REQUIRED', `${what}: the server takes no token that it gave`)
          signIns += 1
          await this.haveSignIn(fault.needed, what, signal)
          continue
        }
        if (fault.kind === 'session_over') this.forget(connection)
        if (fault.kind === 'lost' && connection && !(await isRepeatable())) {
          const words = `${what}: the connection broke before the answer came. It may have been done: look before you do it again.`
          throw new PatchbayError('CONNECTION_LOST', words, { cause: error })
        }
        if (attempt >= this.options.retries) {
          const words = `${what}: ${this.options.url.origin} cannot be reached. Is it running, and the address right?`
          throw new PatchbayError('SERVER_UNREACHABLE', words, { cause: error })
        }
        if (fault.kind !== 'session_over') {
          await wait(Math.min(this.options.retryDelayMs * 2 ** attempt, MAX_DELAY_MS), signal)
        }
      }
    }
  }

  async close(): Promise<void> {
    this.closing.abort(new PatchbayError('NOT_CONNECTED', 'The client was closed'))
    const connection = await this.opening?.catch(() => undefined)
    await connection?.close()
  }

  private async haveSignIn(needed: SignInNeeded, what: string, signal: AbortSignal): Promise<void> {
    const { signIn } = this.options
    if (!signIn) {
      const words = needed.widens
        ? `${what}: the token does not allow this${needed.scope ? ` (it needs ${needed.scope})` : ''}.`
        : `${what}: the server wants a token. Give an accessToken, or a signIn.`
      throw new PatchbayError(needed.widens ? 'SCOPE_REQUIRED' : 'SIGN_IN_REQUIRED', words)
    }
    await waitFor(signIn(needed, this.closing.signal), signal)
  }

  private async open(): Promise<Connection> {
    const opening = (this.opening ??= this.openAnew())
    try {
      const connection = await opening
      if (connection.isOpen()) return connection
      if (this.opening === opening) this.opening = undefined
      return await this.open()
    } catch (error) {
      if (this.opening === opening) this.opening = undefined
      throw error
    }
  }

  private async openAnew(): Promise<Connection> {
    const connection = await openConnection(this.options, this.closing.signal)
    // The tools may be others on the other side of a restart.
    if (this.wasOpen) this.options.onToolsChanged()
    this.wasOpen = true
    return connection
  }

  private forget(connection: Connection | undefined): void {
    this.opening = undefined
    // Its session is over; there is nobody to say goodbye to.
    void connection?.client.close().catch(() => {})
  }
}
