/**
 * MSW request handlers for every route of an application. The list of routes is the application's
 * own, so a route that is added there is mocked without a line here, and requests that are not its
 * (the page, its scripts, other services) are left alone.
 */
import type { HttpHandler } from 'msw'
import { HttpResponse, http } from 'msw'
import { createHiddenCursors } from './hidden-cursors.ts'
import type { MockNetwork } from './network.ts'

/** The part of a Hono application that is needed: where it listens. */
export interface Routes {
  readonly routes: readonly { readonly path: string; readonly method: string }[]
}

/**
 * @param baseUrl what stands before the paths: `''` for the page's own origin, or
 * `https://api.example.com`.
 */
export function createHandlers(
  app: Routes,
  baseUrl: string,
  send: MockNetwork['send'],
): HttpHandler[] {
  const cursors = createHiddenCursors()
  // All methods of a path: which of them are allowed is for the application to answer.
  return mockedPaths(app).map((path) =>
    http.all(`${baseUrl}${path}`, async ({ request }) => {
      try {
        const asked = cursors.complete(request)
        // Chromium gives up for good on an EventSource whose body, coming from a service worker, fails.
        // After one that ends it comes back, as it does after a failure on a real line.
        return cursors.watch(asked, await send(asked, 'end'))
      } catch {
        // No answer is a network error. A real `fetch` does not reveal which one either.
        return HttpResponse.error()
      }
    }),
  )
}

/** The application's paths in MSW's spelling, without those that would swallow everything. */
function mockedPaths({ routes }: Routes): readonly string[] {
  const paths = routes
    // Middleware is listed too, under wildcards.
    .filter(({ path }) => !/^\/?\*$/.test(path))
    // `/streams/:id{[0-9]+}` and `/streams/:id` are one path here; the application distinguishes them.
    .map(({ path }) => path.replace(/\{[^}]*\}+/g, ''))
  return [...new Set(paths)]
}
