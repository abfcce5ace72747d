/**
 * A bridge brings events from another system into the log of a feed, while the server runs. What it needs to be started
 * and stopped with the server, and to show in `/readyz` and `/metrics`; what it reads is in server/bridges.
 */
import type { ReadinessSource } from './readiness.ts'

/** The numbers of one bridge. Counts are since the start. */
export interface BridgeMeasurements {
  /** Events by what became of them. */
  readonly events: Readonly<Record<string, number>>
  /** Failed attempts to read, by reason. */
  readonly failures: Readonly<Record<string, number>>
  /** Events that wait for one before them. */
  readonly held: number
  /** How often events were lost to this server, because the source no longer had them. */
  readonly gaps: number
  /** How far the source has been read: the number of its last block, ledger or message; 0 before the first. */
  readonly position: number
  /** Events that the source has and that were not read yet, as it last said. Default: not known. */
  readonly pending?: number
}

/** A source of events that runs with the server. */
export interface Bridge {
  /** Its label in metrics. */
  readonly name: string
  /** Why the server should not receive traffic, as far as this bridge shows. */
  readonly readiness: ReadinessSource
  /** Loads what it needs, before the server listens. If it rejects, the server does not start. */
  prepare(): Promise<void>
  /** Begins to read. Called once, when the server listens. Must not throw. */
  start(): void
  /** Stops to read. Resolves when nothing is appended any more. */
  close(): Promise<void>
  /** The current numbers. */
  measure(): BridgeMeasurements
}
