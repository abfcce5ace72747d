/**
 * Formats the metrics of an application for Prometheus, with prom-client. All counting is done elsewhere; this reads
 * the counts on request, and adds the default metrics of prom-client.
 *
 * prom-client is loaded only when metrics are enabled: applications without metrics do not need the package.
 */
import type { Metric } from 'prom-client'
import { ProtocolError } from '../../src/protocol/errors.ts'
import type { MetricsPrinter } from '../ops/metrics-printer.ts'
import { type Measurements, type MetricEntry, metricsTable } from './metrics-table.ts'

/** Options of {@link prometheusMetrics}. */
export interface PrometheusMetricsOptions {
  /** The longest time that the event loop was blocked recently, in ms. `serve` measures it. Default: 0. */
  readonly loopLagMs?: () => number
}

/**
 * Creates a function that formats metrics for Prometheus. Pass it to `createApp` as `metrics`, which then answers
 * `/metrics`, or call it with the result of `app.measure()`. Needs the package `prom-client`.
 *
 * @throws ProtocolError `bad_config` when prom-client is not installed
 * @example
 * const api = createApp({ feeds, metrics: await prometheusMetrics() })
 */
export async function prometheusMetrics(
  options: PrometheusMetricsOptions = {},
): Promise<MetricsPrinter> {
  const { loopLagMs = () => 0 } = options
  const { collectDefaultMetrics, Registry } = await loadPromClient()
  const ofProcess = new Registry()
  collectDefaultMetrics({ register: ofProcess })

  return async (measured) => {
    const registry = new Registry()
    const measurements = { ...measured, loopLagMs: loopLagMs() }
    for (const [name, entry] of Object.entries(metricsTable)) {
      registry.registerMetric(metricOf(name, entry, measurements))
    }
    const [own, common] = await Promise.all([registry.metrics(), ofProcess.metrics()])
    return { contentType: registry.contentType, text: `${own}\n${common}` }
  }
}

/**
 * A registry asks a metric for its name and its values, and no more. The classes of prom-client count for
 * themselves, which would be a second count of everything on the way of every event.
 */
function metricOf(name: string, entry: MetricEntry, measurements: Measurements): Metric {
  const { type, meaning } = entry
  const metric = {
    name,
    get: async () => ({ name, help: meaning, type, values: entry.read(measurements, name) }),
  }
  return metric as unknown as Metric
}

async function loadPromClient() {
  try {
    return await import('prom-client')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) {
      throw error
    }
    throw new ProtocolError(
      'bad_config',
      'Failed to prepare metrics: the package prom-client is not installed. ' +
        'Run `npm install prom-client`, or leave metrics out.',
    )
  }
}
