/** The one interface behind which the suite sees a client, whatever its own looks like. */
import type { FetchLike } from '../../../src/platform/ports.ts'
import type { CaseOptions, SuiteEvent } from '../case.ts'

export interface OpenOptions extends Omit<CaseOptions, 'tokens'> {
  /** The client's only way to the network: it counts, and changes nothing. */
  readonly fetch: FetchLike
  /** Asked for before every request where the client can; at the start where it cannot. */
  readonly headers?: () => Record<string, string>
  readonly on: {
    event(event: SuiteEvent): void
    /** An HTTP status that the client reported. */
    status(status: number): void
  }
}

export interface OpenedClient {
  /** Whether it has given up for good, by its own account. */
  hasEnded(): boolean
  close(): void
}

export interface PeerClient {
  /** As npm knows it. */
  readonly name: string
  open(url: string, options: OpenOptions): OpenedClient
}
