/**
 * The sign of what is shown next to a plus: U+2212 in place of the hyphen that most locales of `Intl` have. Marks of
 * direction around it stay, and so do the signs of locales that have one of their own.
 */
export function withMinusSign(sign: string): string {
  return sign.replace('-', '−')
}
