/**
 * Whether this server should receive traffic. `/healthz` reports that the event loop runs. `/readyz` reports whether
 * everything between a command and a subscriber works, and lists what does not. The reasons come from sources: probes
 * send an event end to end (readiness-probe.ts), the others report what they have already detected.
 */

/** Why a server is not ready. Names are public and only grow. */
export type NotReady =
  | 'draining'
  | 'log_unavailable'
  | 'probe_lost'
  | 'medium_refuses'
  | 'medium_unreachable'
  | 'medium_evicts'
  | 'medium_volatile'
  | 'file_missing'
  | 'file_replaced'
  | 'file_shortened'
  | 'file_damaged'
  | 'clock_step'
  | 'chain_stalled'
  | 'chain_gap'
  | 'nats_stalled'
  | 'loop_lag'

/** Every reason with what it means, the gravest first. docs/operations.md prints them. */
export const notReadyReasons: Readonly<Record<NotReady, string>> = {
  draining: 'The server is shutting down and is asking its clients to reconnect.',
  log_unavailable: 'The event log refuses appends or reads, or does not answer within 2 s.',
  probe_lost: 'An event was appended, but a subscription did not receive it within 2 s.',
  medium_refuses: 'The disk of the event log refuses writes: it is full, read-only or locked.',
  medium_unreachable: 'Redis does not answer, or a connection to it was lost.',
  medium_evicts:
    'Redis deletes keys when its memory is full: it needs maxmemory-policy noeviction.',
  medium_volatile: 'Redis writes nothing to disk: it needs appendonly yes, or snapshots.',
  file_missing: 'The file of the event log was deleted or moved while the server was running.',
  file_replaced: 'The file of the event log was replaced by another file.',
  file_shortened: 'The file of the event log has become shorter than what was written to it.',
  file_damaged: 'The event log is damaged in a way that cannot be limited to single entries.',
  clock_step:
    'The clock of this machine has jumped, or is behind the newest event: commands are refused until it agrees.',
  chain_stalled: 'Nothing was read from the chain for 60 s, or it could not be recorded.',
  chain_gap:
    'Events of the chain were lost before they were read, and no snapshot has made up for them.',
  nats_stalled: 'For 10 s, NATS could not be reached, or its messages could not be recorded.',
  loop_lag: 'The event loop was blocked for longer than 2 s within the last 10 s.',
}

/** A source of reasons why this server should not receive traffic. */
export interface ReadinessSource {
  /**
   * The current reasons; an empty list if there are none. Called for every `/readyz` and `/metrics`, so expensive
   * checks should cache their result. Must not reject.
   */
  check(): readonly NotReady[] | Promise<readonly NotReady[]>
}

/** All sources together. */
export interface Readiness {
  /** The reasons of all sources, each once, in the order of {@link notReadyReasons}. */
  check(): Promise<readonly NotReady[]>
}

/**
 * @param options.isDraining called for every check, so that draining shows at once. No probe is sent then.
 * @param options.probes are only asked while the server does not drain.
 */
export function createReadiness(options: {
  readonly isDraining: () => boolean
  readonly probes: readonly ReadinessSource[]
  readonly sources: readonly ReadinessSource[]
}): Readiness {
  const { isDraining, probes, sources } = options
  const known = Object.keys(notReadyReasons) as NotReady[]

  return {
    async check() {
      const isLeaving = isDraining()
      const asked = isLeaving ? sources : [...sources, ...probes]
      const found = new Set((await Promise.all(asked.map((source) => source.check()))).flat())
      if (isLeaving) found.add('draining')
      return known.filter((reason) => found.has(reason))
    },
  }
}
