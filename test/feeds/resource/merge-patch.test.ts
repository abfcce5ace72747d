import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  diffPatch,
  isSameJson,
  type JsonObject,
  mergePatch,
  withoutNulls,
} from '../../../src/feeds/resource/merge-patch.ts'

/** The table of RFC 7386, appendix A: target, patch, result. */
const examples: readonly [unknown, unknown, unknown][] = [
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
]

const document = fc
  .object({ key: fc.constantFrom('a', 'b', '__proto__', 'toString'), maxDepth: 3 })
  .map((value) => withoutNulls(JSON.parse(JSON.stringify(value))) as JsonObject)

describe('a merge patch', () => {
  it.each(examples)('of %j by %j is %j, as RFC 7386 says', (target, patch, result) => {
    expect(mergePatch(target, patch)).toEqual(result)
  })

  it('leads from any document to any other', () => {
    fc.assert(
      fc.property(document, document, (before, after) => {
        expect(isSameJson(mergePatch(before, diffPatch(before, after)), after)).toBe(true)
      }),
    )
  })

  it('is empty between equal documents, whatever the sequence of their fields', () => {
    fc.assert(
      fc.property(document, (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse())
        expect(diffPatch(value, reversed)).toEqual({})
      }),
    )
  })

  it('has the changed fields only', () => {
    expect(
      diffPatch({ a: 1, b: { c: 2, d: 3 }, e: [1], f: 4 }, { a: 1, b: { c: 5, d: 3 }, e: [1] }),
    ).toEqual({ f: null, b: { c: 5 } })
  })

  it('changes no prototype', () => {
    const merged = mergePatch({}, JSON.parse('{"__proto__": {"isAdmin": true}}')) as object
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype)
    expect(Object.keys(merged)).toEqual(['__proto__'])
  })

  it('does not change what it is given', () => {
    const target = { a: { b: 1 } }
    mergePatch(target, { a: { b: 2 } })
    expect(target).toEqual({ a: { b: 1 } })
  })
})
