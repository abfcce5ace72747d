/**
 * How the application hands its numbers to whatever prints them. The printer for Prometheus needs Node and
 * is in server/node/metrics.ts; a browser tab has none.
 */
import type { AppMeasurements } from './measurements.ts'

/** A page of numbers, as `/metrics` answers it. */
export interface MetricsPage {
  /** Its media type. */
  readonly contentType: string
  /** The page. */
  readonly text: string
}

/** Prints the numbers of an application. */
export type MetricsPrinter = (measurements: AppMeasurements) => Promise<MetricsPage>
