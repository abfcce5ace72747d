/** Deep equality of plain data. Values of any other kind (a Map, an instance of a class) count as different. */

/** Whether two values are the same data: primitives, dates, arrays and plain objects. */
export function isSameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime()
  if (!isPlain(a) || !isPlain(b) || Array.isArray(a) !== Array.isArray(b)) return false
  return Object.keys({ ...a, ...b }).every((name) => isSameValue(a[name], b[name]))
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  return [null, Object.prototype, Array.prototype].includes(Object.getPrototypeOf(value))
}
