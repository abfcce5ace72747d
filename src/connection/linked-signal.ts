/** A signal that is aborted with another one, or before it. */
export function within(outer: AbortSignal): { readonly signal: AbortSignal; end(): void } {
  const inner = new AbortController()
  const end = () => inner.abort()
  if (outer.aborted) end()
  outer.addEventListener('abort', end, { once: true, signal: inner.signal })
  return { signal: inner.signal, end }
}
