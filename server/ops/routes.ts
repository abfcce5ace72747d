/**
 * A path with all its methods in one place, so that the others can be answered properly: OPTIONS
 * with what is allowed, anything else with 405 rather than 404; and the query as every handler reads it.
 */
import type { Context, Hono } from 'hono'
import type { AppEnv } from '../app-env.ts'
import { expectJsonOrOrigin } from './caller-check.ts'
import { refuse } from './problem-response.ts'
import { commandMethods, type Methods, type RouteContext } from './route.ts'

/** Answers one method of one path, with more of the context than a handler of a feed's route has. */
export type AppHandler = (context: Context<AppEnv>) => Response | Promise<Response>

/**
 * Who may use a route. `callers`: those that the authenticator accepts. This is the default, so that a new route is
 * never open by accident. `public`: anyone. `handler`: the handler identifies callers itself.
 */
export type RouteAccess = 'callers' | 'public' | 'handler'

/** The methods of one path of the application. */
export type AppMethods = { readonly [Method in keyof Methods]: AppHandler }

/** The query of the request. */
export function queryOf(context: Pick<RouteContext, 'req'>): URLSearchParams {
  return new URL(context.req.url).searchParams
}

/** Adds a path, for identified callers unless `access` says otherwise. */
export function addRoute(
  app: Hono<AppEnv>,
  path: string,
  methods: AppMethods,
  access: RouteAccess = 'callers',
): void {
  const enter = (handle: AppHandler): AppHandler => {
    if (access !== 'callers') return handle
    return async (context) => {
      await context.get('callers').identify(context.req.raw)
      return handle(context)
    }
  }
  const allowed = [
    ...(methods.GET ? ['GET', 'HEAD'] : []),
    ...commandMethods.filter((method) => methods[method]),
    'OPTIONS',
  ].join(', ')
  if (methods.GET) app.get(path, enter(methods.GET))
  for (const method of commandMethods) {
    const handle = methods[method] && enter(methods[method])
    if (!handle) continue
    app.on(method, path, (context) => {
      // The others are never simple requests: a page cannot send them without asking beforehand.
      if (method === 'POST' && !context.env?.isInProcess) expectJsonOrOrigin(context.req.raw)
      return handle(context)
    })
  }
  app.options(path, (context) => context.body(null, 204, { allow: allowed }))
  app.all(path, (context) => {
    context.header('allow', allowed)
    throw refuse(
      'method_not_allowed',
      `The request was refused: this path does not answer its method. Use ${allowed}.`,
    )
  })
}
