/**
 * The interface between the metrics of an application and their format. The printer for Prometheus needs Node and is in
 * server/node/metrics.ts; a browser tab has none.
 */
import type { AppMeasurements } from './measurements.ts'

/** The formatted metrics, as `/metrics` answers them. */
export interface MetricsPage {
  /** The media type of `text`. */
  readonly contentType: string
  /** The body of the answer. */
  readonly text: string
}

/** Formats the metrics of an application. */
export type MetricsPrinter = (measurements: AppMeasurements) => Promise<MetricsPage>
