/**
 * Where a connection writes its bytes. Node's raw socket and a ReadableStream in a browser tab both fit
 * behind it; the hub does not depend on which one it is.
 *
 * It does not frame, buffer by policy or time anything out: those decisions belong to the
 * connection.
 */

/** Where the bytes of one connection go. */
export interface Sink {
  /**
   * Takes one chunk (whole frames, never half of one). The chunk may be shared with other
   * connections: a sink must not change it.
   *
   * @returns `false` when the receiver has fallen behind. The chunk just given is still taken; the
   *   caller has to stop until {@link SinkEvents.onDrain}.
   */
  write(chunk: Uint8Array): boolean
  /** Bytes accepted but not yet passed to the operating system; distinguishes slow from stalled. */
  pendingBytes(): number
  /**
   * The same plus the bytes that the operating system holds and the receiver has not acknowledged, if they are known.
   * This shrinks while a slow receiver reads, long before more can be written. Default: {@link Sink.pendingBytes}.
   */
  untakenBytes?(): number
  /** Ends the response after what was written. Safe to call twice. */
  end(): void
  /** Drops the link at once, unsent bytes included. Safe to call twice. */
  destroy(): void
}

/** The events of a sink. */
export interface SinkEvents {
  /** Everything written so far has left: writing may continue. */
  onDrain(): void
  /** The link is gone, for any reason. Called exactly once. */
  onClose(): void
}

/** A response whose head may be sent now, and the sink for its body. */
export interface OpenedSink {
  /** Where its body is written. */
  readonly sink: Sink
  /** The response to return. */
  readonly response: Response
}

/**
 * Sends a response head and opens the sink of its body. `head` carries every header of the answer,
 * those of middleware included.
 */
export type OpenSink = (head: Response, events: SinkEvents) => OpenedSink
