/** What a program can do wrong with elements. Mistakes in a page's HTML are warnings: element-warnings.ts. */

/** Codes of {@link ElementError}; public, and only grow. */
export type ElementErrorCode = 'mount_target_missing' | 'mount_target_taken'

/** A call that cannot work. */
export class ElementError extends Error {
  override readonly name = 'ElementError'
  /** Which mistake; stable, so that programs can decide by it. */
  readonly code: ElementErrorCode

  constructor(code: ElementErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
