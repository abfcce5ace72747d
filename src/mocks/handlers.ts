/**
 * MSW request handlers for every route of a mock backend. The list of routes is the application's
 * own, so a route that is added there is mocked without a line here, and requests that are not its
 * (the page, its scripts, other services) are left alone. The only file that imports MSW.
 */
import type { HttpHandler } from 'msw'
import { HttpResponse, http } from 'msw'
import { createHiddenCursors } from './hidden-cursors.ts'
import type { MockServer } from './mock-server.ts'

/**
 * Request handlers for Mock Service Worker.
 *
 * @example
 * const backend = createMockBackend({ simulate: 'payroll' })
 * await setupWorker(...createHandlers(backend)).start()
 * @throws Error with `code` `handlers_options` for options: `baseUrl` and the others are those of the backend
 */
export function createHandlers(
  backend: Pick<MockServer, 'paths' | 'send'>,
  ...refused: readonly never[]
): HttpHandler[] {
  if (refused[0] !== undefined) {
    const names = Object.keys(refused[0]).join(', ')
    const message = `Cannot create handlers: createHandlers has no options (${names}). Pass them to createMockBackend or createMockServer.`
    throw Object.assign(new Error(message), { code: 'handlers_options' })
  }
  const cursors = createHiddenCursors()
  // All methods of a path: which of them are allowed is for the application to answer.
  return backend.paths.map((path) =>
    http.all(path, async ({ request }) => {
      try {
        const asked = cursors.complete(request)
        // Chromium gives up for good on an EventSource whose body, coming from a service worker, fails.
        // After one that ends it comes back, as it does after a failure on a real line.
        return cursors.watch(asked, await backend.send(asked, 'end'))
      } catch {
        // No answer is a network error. A real `fetch` does not reveal which one either.
        return HttpResponse.error()
      }
    }),
  )
}
