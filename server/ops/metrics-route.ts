/**
 * `GET /metrics` on the port of the application, for callers that may read everything. Where what scrapes
 * has no credentials, the numbers are served on a port of their own (server/node/metrics-listener.ts).
 */
import type { Authenticator } from '../auth/authenticator.ts'
import type { AppMeasurements } from './measurements.ts'
import type { MetricsPrinter } from './metrics-printer.ts'
import { Refusal, refuse } from './problem-response.ts'
import type { AppHandler } from './routes.ts'

export function answerMetrics(
  print: MetricsPrinter,
  measure: () => Promise<AppMeasurements>,
  authenticator: Authenticator,
): AppHandler {
  return async (context) => {
    const result = await authenticator.authenticate(context.req.raw)
    if (!result.ok) throw new Refusal(result.problem)
    if (!result.identity.isTrusted) {
      throw refuse(
        'unauthorized',
        'The metrics were not read: these credentials do not include them. ' +
          'Read them on a port of their own (variable METRICS_PORT).',
      )
    }
    const { contentType, text } = await print(await measure())
    return context.body(text, 200, { 'content-type': contentType, 'cache-control': 'no-store' })
  }
}
