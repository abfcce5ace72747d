/**
 * A property of a custom element as data: what its attribute may say, its default, and how it is written back. Knows
 * no element and no widget; element-class.ts makes accessors of it, and docs/script-tag.md has a table of all.
 */

import { isLiveValue, type LiveValue } from '../react/dashboard/exact-decimal.ts'
import type { TableSort } from '../widgets/live-table/columns.ts'

/** One property. Its attribute has the same name in kebab-case, unless it has none. */
export interface ElementProperty<Value> {
  /** What it is for: a sentence for the documentation. */
  readonly meaning: string
  /** What it accepts, in words: for the documentation and for warnings. */
  readonly accepts: string
  /** The value without an attribute, or with one that is not accepted. Undefined: the widget decides. */
  readonly otherwise: Value
  /** The value of an attribute; undefined if it is not accepted. Null: the property has no attribute. */
  readonly parse: ((text: string) => unknown) | null
  /** The attribute of a value that a program has set; null for none. Null: no attribute is written. */
  readonly print: ((value: unknown) => string | null) | null
  /** Whether a program may set it to this. */
  readonly isValid: (value: unknown) => boolean
}

/** Properties by name. */
export type ElementProperties = Readonly<Record<string, ElementProperty<unknown>>>

/** What a program reads and sets. */
export type ValueOf<Property> = Property extends ElementProperty<infer Value> ? Value : never

/** The values of properties that are set. */
export type ValuesOf<Properties> = {
  readonly [Name in keyof Properties]?: ValueOf<Properties[Name]> | undefined
}

const isText = (value: unknown): boolean => typeof value === 'string'

/** Any text, or text of one form. */
export function text(
  meaning: string,
  form: { readonly accepts: string; readonly isValid: (text: string) => boolean } | null = null,
): ElementProperty<string | undefined> {
  const isFormed = (value: string) => form === null || form.isValid(value)
  return {
    meaning,
    accepts: form?.accepts ?? 'a text',
    otherwise: undefined,
    parse: (given) => (isFormed(given) ? given : undefined),
    print: String,
    isValid: (value) => isText(value) && isFormed(value as string),
  }
}

/** A number from `least` on. */
export function number(
  meaning: string,
  { least, isWhole = true }: { readonly least: number; readonly isWhole?: boolean },
): ElementProperty<number | undefined> {
  const isValid = (value: unknown) =>
    typeof value === 'number' && value >= least && (isWhole ? Number.isSafeInteger(value) : true)
  return {
    meaning,
    accepts: `a ${isWhole ? 'whole ' : ''}number from ${least} on`,
    otherwise: undefined,
    parse(given) {
      const value = given.trim() === '' ? Number.NaN : Number(given)
      return isValid(value) ? value : undefined
    },
    print: String,
    isValid,
  }
}

/** An amount in units: a whole number of any size. */
export function units(meaning: string): ElementProperty<bigint | undefined> {
  const isWhole = (given: string) => /^-?\d+$/.test(given)
  return {
    meaning,
    accepts: 'a whole number of any size; in a program a bigint',
    otherwise: undefined,
    parse: (given) => (isWhole(given) ? BigInt(given) : undefined),
    print: String,
    isValid: (value) => typeof value === 'bigint',
  }
}

/** A number of a dashboard: a number, or decimal text, every digit of which counts. */
export function decimal(meaning: string): ElementProperty<LiveValue | undefined> {
  return {
    meaning,
    accepts: 'a number, such as `1284.5`; in a program also a bigint, or decimal text',
    otherwise: undefined,
    parse: (given) => (isLiveValue(given) ? given : undefined),
    print: String,
    isValid: isLiveValue,
  }
}

/** A column and a direction, as in `balance descending`. */
export function sorting(meaning: string): ElementProperty<TableSort | undefined> {
  const isSorting = (value: unknown): value is TableSort => {
    const { column, direction } = Object(value) as Partial<TableSort>
    return isText(column) && (direction === 'ascending' || direction === 'descending')
  }
  return {
    meaning,
    accepts: 'a column, and `ascending` or `descending`; in a program an object with both',
    otherwise: undefined,
    parse(given) {
      const [, column, direction = 'ascending'] = /^(.+?)(?:\s+(\S+))?$/.exec(given.trim()) ?? []
      const value = { column, direction }
      return isSorting(value) ? value : undefined
    },
    print: (value) => `${(value as TableSort).column} ${(value as TableSort).direction}`,
    isValid: isSorting,
  }
}

/** `auto` or a number of digits. */
export function digits(meaning: string): ElementProperty<number | 'auto'> {
  const isValid = (value: unknown) =>
    value === 'auto' || (Number.isSafeInteger(value) && (value as number) >= 0)
  return {
    meaning,
    accepts: '`auto`, or a whole number from 0 on',
    otherwise: 'auto',
    parse(given) {
      const value = given === 'auto' || given.trim() === '' ? given : Number(given)
      return isValid(value) ? value : undefined
    },
    print: String,
    isValid,
  }
}

/** Set or not, as `hidden` is: an attribute counts whatever its value, unless that is `false`. */
export function flag(meaning: string): ElementProperty<boolean> {
  return {
    meaning,
    accepts: 'present or absent',
    otherwise: false,
    // Frameworks write the attribute of a property that is false as the word.
    parse: (given) => given !== 'false',
    print: (value) => (value ? '' : null),
    isValid: (value) => typeof value === 'boolean',
  }
}

/** One of several words. */
export function choice<const Words extends readonly [string, ...string[]]>(
  meaning: string,
  words: Words,
  otherwise: Words[number],
): ElementProperty<Words[number]> {
  const isValid = (value: unknown) => words.includes(value as string)
  return {
    meaning,
    accepts: words.map((word) => `\`${word}\``).join(', '),
    otherwise,
    parse: (given) => (isValid(given) ? given : undefined),
    print: String,
    isValid,
  }
}

/** One of several words, where the widget itself decides without one. */
export function optionalChoice<const Words extends readonly [string, ...string[]]>(
  meaning: string,
  words: Words,
): ElementProperty<Words[number] | undefined> {
  return { ...choice(meaning, words, words[0]), otherwise: undefined }
}

/** Words without spaces in them. */
export function list(meaning: string): ElementProperty<readonly string[] | undefined> {
  return {
    meaning,
    accepts: 'words with spaces or commas between them; in a program an array',
    otherwise: undefined,
    parse: (given) => given.split(/[\s,]+/).filter(Boolean),
    print: (value) => (value as readonly string[]).join(' '),
    isValid: (value) => Array.isArray(value) && value.every(isText),
  }
}

/** Several of some words, in an order. */
export function words<const Words extends readonly [string, ...string[]]>(
  meaning: string,
  known: Words,
): ElementProperty<readonly Words[number][] | undefined> {
  const isKnown = (value: unknown): value is readonly Words[number][] =>
    Array.isArray(value) && value.length > 0 && value.every((word) => known.includes(word))
  const { parse, ...own } = list(meaning)
  return {
    ...own,
    accepts: `some of ${known.map((word) => `\`${word}\``).join(', ')}; in a program an array`,
    otherwise: undefined,
    parse(given) {
      const value = parse?.(given)
      return isKnown(value) ? value : undefined
    },
    isValid: isKnown,
  }
}

/** An object or an array, in an attribute as JSON. Too large to be written back. */
export function json<Value extends object>(meaning: string): ElementProperty<Value | undefined> {
  const isValid = (value: unknown) => typeof value === 'object' && value !== null
  return {
    meaning,
    accepts: 'JSON; in a program the object itself',
    otherwise: undefined,
    parse(given) {
      try {
        const value: unknown = JSON.parse(given)
        return isValid(value) ? value : undefined
      } catch {
        return undefined
      }
    },
    print: null,
    isValid,
  }
}

/** What only a program can set, such as a function. */
export function programmed<Value>(
  meaning: string,
  accepts: string,
  isValid: (value: unknown) => boolean = (value) => typeof value === 'function',
): ElementProperty<Value | undefined> {
  return { meaning, accepts, otherwise: undefined, parse: null, print: null, isValid }
}

/** `streamId` → `stream-id`. */
export function attributeOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
