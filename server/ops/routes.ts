/**
 * A path with all its methods in one place, so that the others can be answered properly: OPTIONS
 * with what is allowed, anything else with 405 rather than 404; and the query as every handler reads it.
 */
import type { Context, Hono } from 'hono'
import type { AppEnv } from '../app-env.ts'
import { expectJsonOrOrigin } from './caller-check.ts'
import { refuse } from './problem-response.ts'
import type { RouteContext } from './route.ts'

/** Answers one method of one path, with more of the context than a handler of a feed's route has. */
export type AppHandler = (context: Context<AppEnv>) => Response | Promise<Response>

/** The methods of one path of the application. */
export interface AppMethods {
  readonly GET?: AppHandler
  readonly POST?: AppHandler
}

/** The query of the request. */
export function queryOf(context: Pick<RouteContext, 'req'>): URLSearchParams {
  return new URL(context.req.url).searchParams
}

/** Adds a path. */
export function addRoute(app: Hono<AppEnv>, path: string, methods: AppMethods): void {
  const allowed = [
    ...(methods.GET ? ['GET', 'HEAD'] : []),
    ...(methods.POST ? ['POST'] : []),
    'OPTIONS',
  ].join(', ')
  if (methods.GET) app.get(path, methods.GET)
  const { POST } = methods
  if (POST) {
    app.post(path, (context) => {
      if (!context.env?.isInProcess) expectJsonOrOrigin(context.req.raw)
      return POST(context)
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
