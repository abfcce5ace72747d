/**
 * Checks what arrives on the channel of a shared connection: any script of the origin can post there, so
 * whatever does not have the shape of a message is ignored. A check of shapes, not of origins: a script
 * that runs in the page can do worse.
 */
import type { ChunkItem, TabMessage } from './tab-message.ts'

/** @returns null for anything that is not a message. */
export function parseTabMessage(data: unknown): TabMessage | null {
  // The table has one entry for each member of the union.
  return isMessage(data) ? (data as TabMessage) : null
}

type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === 'string'
const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value)
const isTopics: Check = (value) => Array.isArray(value) && value.every(isText)

/** An object whose properties pass their checks; further ones are ignored. */
function shape(properties: Readonly<Record<string, Check>>): Check {
  const checks = Object.entries(properties)
  return (value) => isRecord(value) && checks.every(([name, check]) => check(value[name]))
}

/** An object whose `tag` names the type that the rest of it has. */
function union(tag: string | number, types: Readonly<Record<string, Check>>): Check {
  const table = new Map<unknown, Check>(Object.entries(types))
  return (value) => isRecord(value) && table.get(value[tag])?.(value) === true
}

function isRecord(value: unknown): value is Readonly<Record<string | number, unknown>> {
  return typeof value === 'object' && value !== null
}

const fromTab = { from: isText }
const fromLeader = { ...fromTab, leaderEpoch: isNumber }
const ofSharedAttempt = { ...fromLeader, sharedAttempt: isNumber }

const items: Readonly<Record<ChunkItem[0], Check>> = {
  frame: shape({
    1: shape({
      type: isText,
      data: isText,
      lastEventId: isText,
      id: (value) => value === undefined || isText(value),
    }),
  }),
  id: shape({ 1: isText }),
  retryField: shape({ 1: isNumber }),
  comment: shape({ 1: isText }),
}
const isItem = union(0, items)

const messages: Readonly<Record<TabMessage['type'], Check>> = {
  request: shape({
    ...fromTab,
    attempt: isNumber,
    request: shape({
      topics: isTopics,
      cursor: isText,
      snapshot: (value) => typeof value === 'boolean' || value === 'always' || isTopics(value),
    }),
  }),
  leave: shape(fromTab),
  ack: shape(fromLeader),
  direct: shape({ ...fromLeader, to: isText, attempt: isNumber }),
  handshake: shape(ofSharedAttempt),
  start: shape({
    ...ofSharedAttempt,
    cursor: isText,
    served: (value) => isRecord(value) && Object.values(value).every(isNumber),
  }),
  sent: shape(ofSharedAttempt),
  head: shape(ofSharedAttempt),
  chunk: shape({
    ...ofSharedAttempt,
    number: isNumber,
    items: (value) => Array.isArray(value) && value.every(isItem),
  }),
  lost: shape({
    ...ofSharedAttempt,
    failure: shape({ code: isText, message: isText }),
    retryAfterMs: (value) => value === null || isNumber(value),
    isFinal: (value) => typeof value === 'boolean',
  }),
}
const isMessage = union('type', messages)
