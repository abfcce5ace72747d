/**
 * Whether developers are warned (warnings.ts). Every use of a warning is inside
 *
 *   if (isDevelopment && process.env.NODE_ENV !== 'production')
 *
 * Bundlers replace the second half, and what follows is dropped with its imports; the first half keeps
 * browsers without a bundler, which have no `process`, from evaluating it
 * (docs/decisions/0025-development-warnings.md).
 */

/** False in production, and where nothing says which it is. */
export const isDevelopment: boolean = /* @__PURE__ */ readMode()

function readMode(): boolean {
  try {
    return process.env.NODE_ENV !== 'production'
  } catch {
    return false
  }
}
