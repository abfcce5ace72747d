/**
 * The JSON documents that callers send: what a create or a patch makes of a resource, checked by its
 * schema. What was sent is stored as it is, or refused: nothing is dropped silently. Pure.
 */
import {
  isJsonObject,
  isSameJson,
  type JsonObject,
  mergePatch,
} from '../../../src/feeds/resource/merge-patch.ts'
import type {
  ResourceItem,
  ResourceRules,
  ResourceValue,
} from '../../../src/feeds/resource/resource-types.ts'
import { quoteValue } from '../../../src/protocol/errors.ts'
import { refuse } from '../../ops/problem-response.ts'

/** What the server itself puts into a resource. */
export interface DerivedFields<Value extends ResourceValue> {
  /** Fields that callers cannot set. `id` is always one of them. */
  readonly readOnly: readonly string[]
  /** Sets them; called for every change. */
  derive(
    resource: Value,
    change: { readonly ts: number; readonly before: Value | undefined },
  ): Value
}

/** The largest resource as JSON, in characters: with its envelope it fits into a frame of any client. */
const longestResource = 262_144

/** A new resource, from what a caller sent. @throws Refusal `invalid_body` */
export function createResource<Value extends ResourceValue>(
  rules: ResourceRules<Value>,
  fields: DerivedFields<Value>,
  given: JsonObject,
  { id, ts }: { readonly id: string; readonly ts: number },
): ResourceItem<Value> {
  checkNames(rules, fields, given)
  // So that the schema judges what the caller sent: `derive` replaces them.
  const example = rules.example as JsonObject
  const placeholders = fields.readOnly.flatMap((name) =>
    Object.hasOwn(example, name) ? [[name, example[name]] as const] : [],
  )
  const draft = mergePatch({ ...Object.fromEntries(placeholders), id }, given)
  return settle(rules, fields, readDocument(rules, draft, given), undefined, ts)
}

/**
 * The resource after a patch; the same object when the patch changes nothing.
 *
 * @throws Refusal `invalid_body`, `field_fixed`
 */
export function patchResource<Value extends ResourceValue>(
  rules: ResourceRules<Value>,
  fields: DerivedFields<Value>,
  before: ResourceItem<Value>,
  patch: JsonObject,
  ts: number,
): ResourceItem<Value> {
  checkNames(rules, fields, patch)
  const stored = rules.encode(before)
  const value = readDocument(rules, mergePatch(stored, patch), patch)
  if (isSameJson(rules.encode(value), stored)) return before
  const groups = rules.groupsOf(value)
  for (const [name, group] of Object.entries(rules.groupsOf(before))) {
    if (groups[name] === group) continue
    throw refuse(
      'field_fixed',
      `The ${rules.name} was not changed: what the filter ${name} selects it by is fixed when it is created. ` +
        'Create another one.',
    )
  }
  return settle(rules, fields, value, before, ts)
}

function settle<Value extends ResourceValue>(
  rules: ResourceRules<Value>,
  { derive }: DerivedFields<Value>,
  value: Value,
  before: Value | undefined,
  ts: number,
): ResourceItem<Value> {
  const after = derive(value, { ts, before })
  const document = rules.encode(after)
  if (JSON.stringify(document).length > longestResource) {
    throw refuse(
      'body_too_large',
      `The ${rules.name} would be above ${longestResource} characters as JSON. Remove something first.`,
    )
  }
  const read = rules.decode(document)
  if (typeof read !== 'string') return { ...read, ts }
  throw new Error(
    `Failed to write the ${rules.name}: what derive returned does not fit its schema (${read}).`,
  )
}

/** @throws Refusal `invalid_body` for a field that only the server sets */
function checkNames<Value extends ResourceValue>(
  { name }: ResourceRules<Value>,
  { readOnly }: DerivedFields<Value>,
  given: JsonObject,
): void {
  const own = ['id', 'ts', ...readOnly].find((each) => Object.hasOwn(given, each))
  if (own === undefined) return
  throw refuse(
    'invalid_body',
    `The field ${own} of the ${name} is set by the server. Leave it out.`,
  )
}

/** @throws Refusal `invalid_body` for what does not fit the schema, and for what would not be stored as it was sent */
function readDocument<Value extends ResourceValue>(
  rules: ResourceRules<Value>,
  document: unknown,
  given: JsonObject,
): Value {
  const value = rules.decode(document)
  if (typeof value === 'string') {
    throw refuse('invalid_body', `The ${rules.name} does not fit its schema: ${value}. Correct it.`)
  }
  const mistake = whyDifferent(given, rules.encode(value), '')
  if (mistake !== null) throw refuse('invalid_body', `${mistake}${adviceOf(rules)}`)
  return value
}

function adviceOf({ example, exampleChange }: ResourceRules): string {
  return ` Known are ${Object.keys(mergePatch(example, exampleChange) as object).join(', ')}.`
}

/** Why what was sent differs from what would be stored; null when it does not. */
function whyDifferent(given: unknown, stored: unknown, path: string): string | null {
  if (given === null) return null
  const at = (name: string | number) => (path === '' ? `${name}` : `${path}.${name}`)
  if (isJsonObject(given) && isJsonObject(stored)) {
    for (const [name, value] of Object.entries(given)) {
      if (value === null) continue
      if (!Object.hasOwn(stored, name)) return `The field ${quoteValue(at(name))} is not known.`
      const inner = whyDifferent(value, stored[name], at(name))
      if (inner !== null) return inner
    }
    return null
  }
  if (Array.isArray(given) && Array.isArray(stored) && given.length === stored.length) {
    for (const [index, value] of given.entries()) {
      const inner = whyDifferent(value, stored[index], at(index))
      if (inner !== null) return inner
    }
    return null
  }
  if (given === stored) return null
  return `The value of ${quoteValue(path)} is not one that its field can have.`
}
