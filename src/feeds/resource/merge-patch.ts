/**
 * JSON Merge Patch (RFC 7386): what a change looks like on the wire. Pure, and never changes what it is
 * given. An absent field and `null` are the same to it, so documents here have no `null` in an object.
 */

/** A value as `JSON.parse` returns it, kept as `unknown` inside: it is foreign. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Whether a value is a JSON object: neither a list nor null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * The document after the patch: fields of the patch replace those of the document, objects are merged,
 * `null` removes. Lists are replaced as a whole.
 *
 * @example
 * mergePatch({ a: 1, b: { c: 2 } }, { a: null, b: { d: 3 } }) // { b: { c: 2, d: 3 } }
 */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch
  const merged = new Map(Object.entries(isJsonObject(target) ? target : {}))
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name)
    else merged.set(name, mergePatch(merged.get(name), value))
  }
  // Defines own properties, so that a field called `__proto__` stays a field.
  return Object.fromEntries(merged)
}

/**
 * The smallest merge patch that leads from one document to another; `{}` when they are the same.
 * `mergePatch(before, diffPatch(before, after))` equals `after`.
 */
export function diffPatch(before: JsonObject, after: JsonObject): JsonObject {
  const patch: [string, unknown][] = []
  for (const name of Object.keys(before)) {
    if (!Object.hasOwn(after, name)) patch.push([name, null])
  }
  for (const [name, value] of Object.entries(after)) {
    const old = Object.hasOwn(before, name) ? before[name] : undefined
    if (isJsonObject(old) && isJsonObject(value)) {
      const inner = diffPatch(old, value)
      if (Object.keys(inner).length > 0) patch.push([name, inner])
    } else if (!isSameJson(old, value)) patch.push([name, value])
  }
  return Object.fromEntries(patch)
}

/** Whether two JSON values are the same; the sequence of fields does not matter. */
export function isSameJson(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((each, index) => isSameJson(each, b[index]))
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return a === b
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isSameJson(a[name], b[name]))
  )
}

/** The value without fields that are `null`, which a merge patch could not carry. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== null)
      .map(([name, each]) => [name, withoutNulls(each)]),
  )
}
