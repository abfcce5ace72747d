/**
 * The keys under which a log stores the items of a feed: `i/<key>` holds an item, `t/<topic>/<key>` says
 * that it is found under a topic, and `s/<source>` how far the events of a source are contained. Keys and topics are
 * percent-encoded, since a log takes printable ASCII only.
 */

/** The prefix of all items. */
export const itemPrefix = 'i/'

export function itemKey(key: string): string {
  return itemPrefix + encodeURIComponent(key)
}

/** The prefix of the index entries of one topic. */
export function indexPrefix(topic: string): string {
  return `t/${encodeURIComponent(topic)}/`
}

export function indexKey(topic: string, key: string): string {
  return indexPrefix(topic) + encodeURIComponent(key)
}

/** How far the events of a source are contained. */
export function sourceKey(source: string): string {
  return `s/${encodeURIComponent(source)}`
}

/** The item's key, from the state key of an item or of an index entry. */
export function keyIn(stateKey: string): string {
  return decodeURIComponent(stateKey.slice(stateKey.lastIndexOf('/') + 1))
}
