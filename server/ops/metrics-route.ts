/**
 * `GET /metrics` on the port of the application, for callers with the scope `stats:read`. For scrapers without
 * credentials, server/node/metrics-listener.ts serves the metrics on a separate port.
 */
import { expectScope, statsScope } from '../auth/scopes.ts'
import type { AppMeasurements } from './measurements.ts'
import type { MetricsPrinter } from './metrics-printer.ts'
import type { AppHandler } from './routes.ts'

export function answerMetrics(
  print: MetricsPrinter,
  measure: () => Promise<AppMeasurements>,
): AppHandler {
  return async (context) => {
    expectScope(await context.get('callers').identify(context.req.raw), statsScope)
    const { contentType, text } = await print(await measure())
    return context.body(text, 200, { 'content-type': contentType, 'cache-control': 'no-store' })
  }
}
