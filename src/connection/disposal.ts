/**
 * The key of `await using`. Safari has no `Symbol.asyncDispose`; compilers that translate `using` then
 * look under this registered symbol, and so does this package.
 */
export const asyncDispose: typeof Symbol.asyncDispose = (Symbol.asyncDispose ??
  Symbol.for('Symbol.asyncDispose')) as typeof Symbol.asyncDispose
