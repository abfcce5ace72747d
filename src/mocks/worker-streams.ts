/** Whether a response that does not end can reach the page through a service worker. Asks the browser, not its name. */

/**
 * Whether this browser can pass the body of a response to a service worker while it is being written.
 * WebKit cannot: behind Mock Service Worker a feed never opens there. Give the session `backend.fetch` then,
 * which needs no worker.
 *
 * @example
 * const session = createSession({ url: '', fetch: canStreamThroughWorker() ? fetch : backend.fetch })
 */
export function canStreamThroughWorker(): boolean {
  try {
    const stream = new ReadableStream()
    structuredClone(stream, { transfer: [stream] })
    return true
  } catch {
    return false
  }
}
