/** Why a command of the page failed: one error for every way in which it can. */

/** A command that did not happen, or whose answer was lost. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  /** A problem code of the server; `unreachable` without an answer; `unreadable` for a strange one. */
  readonly code: string
  /** Whether the server has decided. If not, the same intent is sent again under its old key. */
  readonly isFinal: boolean

  constructor(code: string, message: string, isFinal: boolean) {
    super(message)
    this.code = code
    this.isFinal = isFinal
  }

  /** There was no response. The error no longer applies once the network is back. */
  get isNetworkError(): boolean {
    return this.code === 'unreachable'
  }
}
