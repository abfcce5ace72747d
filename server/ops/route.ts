/**
 * A route of an application, as the feeds of other packages write one. Not in the terms of Hono, which
 * is bundled into the package: its context has everything that is named here.
 */

/** A request, and the ways to answer it. */
export interface RouteContext {
  /** The request. */
  readonly req: {
    readonly raw: Request
    readonly url: string
    readonly method: string
    /** A part of the path, such as `id` of `/items/:id`. */
    param(name: string): string | undefined
    header(name: string): string | undefined
  }
  /** Sets a header of the response. */
  header(name: string, value: string): void
  /** Answers with JSON. Default status 200. */
  json(body: unknown, status?: number): Response
  /** Answers with bytes, text or nothing. Default status 200. */
  body(
    data: ReadableStream<Uint8Array> | string | null,
    status?: number,
    headers?: Record<string, string>,
  ): Response
}

/** Answers one method of one path. A `GET` also answers HEAD; its body is then dropped. */
export type Handler = (context: RouteContext) => Response | Promise<Response>

/** The methods of one path. */
export interface Methods {
  /** Answers GET and HEAD. */
  readonly GET?: Handler
  /** Answers POST. */
  readonly POST?: Handler
  /** Answers PATCH. */
  readonly PATCH?: Handler
  /** Answers DELETE. */
  readonly DELETE?: Handler
  /** Answers PUT. */
  readonly PUT?: Handler
}

/** The methods that may change something: they count as commands. */
export const commandMethods = ['POST', 'PUT', 'PATCH', 'DELETE'] as const
