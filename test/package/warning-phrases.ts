/** How to find the warnings for developers in the code of an application. */
import { warningTexts } from '../../src/warnings.ts'

/** The words of each text that do not depend on what it is about, and what else only warnings have. */
export const phrases: readonly string[] = [
  ...Object.values(warningTexts).map((print) => {
    const [first = '', second = ''] = print('\0').split('\0')
    return (second.length > first.length ? second : first).trim().slice(0, 40)
  }),
  'docs/warnings.md',
  'Streamgauge (',
]

/** Those that are in the code. */
export const findWarnings = (code: string) => phrases.filter((phrase) => code.includes(phrase))
