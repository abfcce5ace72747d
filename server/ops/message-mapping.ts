/** How the messages of a broker become events of a feed. The broker is a matter of its bridge in server/bridges. */

/** A message whose payload is a JSON object. */
export interface BrokerMessage {
  /** Such as `metrics.active_volunteers`. */
  readonly subject: string
  /** The payload. */
  readonly body: Readonly<Record<string, unknown>>
}

/** What a message says, as it was received: the bridge checks the tenant, and the definition of the feed the event. */
export interface MappedMessage {
  /** Whose event it is, for a feed with tenants. */
  readonly tenant?: unknown
  /** The type of the event. */
  readonly type: string
  /** The body of the event. Fields that its schema does not have are dropped. */
  readonly body: unknown
}

/** Which messages a feed takes, and what they mean to it. */
export interface MessageMapping {
  /** What to subscribe to: `*` is one word, `>` at the end any number of words. At least one. */
  readonly subjects: readonly string[]
  /**
   * Reads a message. Must not throw.
   *
   * @returns the event; or, as a text that follows "because", why it is none: the message is then set aside
   */
  read(message: BrokerMessage): MappedMessage | string
}
