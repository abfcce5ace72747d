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
const nullOr =
  (check: Check): Check =>
  (value) =>
    value === null || check(value)

/** An object whose properties pass their checks; further ones are ignored. */
function shape(properties: Readonly<Record<string, Check>>): Check {
  const checks = Object.entries(properties)
  return (value) => isRecord(value) && checks.every(([name, check]) => check(value[name]))
}

/** An object whose `tag` names the type that the rest of it has. */
function union(tag: string, types: Readonly<Record<string, Check>>): Check {
  const table = new Map<unknown, Check>(Object.entries(types))
  return (value) => isRecord(value) && table.get(value[tag])?.(value) === true
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

const fromTab = { from: isText }
const fromLeader = { ...fromTab, leaderEpoch: isNumber }
const ofSharedAttempt = { ...fromLeader, sharedAttempt: isNumber }
const failed = { ...ofSharedAttempt, failure: shape({ code: isText, message: isText }) }

const isServedTab = shape({
  attempt: isNumber,
  historyBreak: nullOr(
    union('kind', { reset: shape({}), gap: shape({ from: isNumber, to: isNumber }) }),
  ),
})

const items: Readonly<Record<ChunkItem['kind'], Check>> = {
  frame: shape({
    frame: shape({
      type: isText,
      data: isText,
      lastEventId: isText,
      id: (value) => value === undefined || isText(value),
    }),
  }),
  id: shape({ id: isText }),
  retry: shape({ delayMs: isNumber }),
  comment: shape({ text: isText }),
}
const isItem = union('kind', items)

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
    served: (value) => isRecord(value) && Object.values(value).every(isServedTab),
  }),
  sent: shape(ofSharedAttempt),
  head: shape(ofSharedAttempt),
  chunk: shape({
    ...ofSharedAttempt,
    number: isNumber,
    items: (value) => Array.isArray(value) && value.every(isItem),
  }),
  lost: shape({ ...failed, retryAfterMs: nullOr(isNumber) }),
  end: shape(failed),
}
const isMessage = union('type', messages)
