/** The form of a word that goes with a count, by the rules of a language. */

/** A text for each plural category of a language; `other` where there is none for the count's. */
export type PluralForms = {
  /** The form of all numbers without one of their own. */
  readonly other: string
} & {
  readonly [Category in Intl.LDMLPluralRule]?: string
}

/**
 * How a language counts.
 *
 * @param language BCP 47 tag, such as `ar`
 * @example
 * const plural = createPlural('de')
 * plural(3, { one: 'Ereignis', other: 'Ereignisse' }) // 'Ereignisse'
 */
export function createPlural(language: string): (count: number, forms: PluralForms) => string {
  const rules = new Intl.PluralRules(language)
  return (count, forms) => forms[rules.select(count)] ?? forms.other
}
