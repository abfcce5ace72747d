/**
 * Checks the names of options. With a misspelt name, the default would apply unnoticed, which for `authenticator` is an
 * open server. TypeScript finds such names, and this check finds them in JavaScript.
 */
import { ProtocolError, type ProtocolErrorCode } from '../src/protocol/errors.ts'
import { describeUnknown, nearestName } from '../src/protocol/nearest-name.ts'
import { defaultAppConfig } from './app-config.ts'

/** Every option of `Options`: a type asks for one that was added. */
export type OptionNames<Options> = { readonly [Name in keyof Required<Options>]: true }

/** Which call is checked, and how it refuses. */
export interface CheckedCall {
  readonly code: ProtocolErrorCode
  /** Such as `createApp()`. */
  readonly call: string
  /** What fails, such as `create the application`. */
  readonly task: string
}

/**
 * Refuses options that the call does not have, all together, each with the name that was probably meant.
 *
 * @param given as a program passes it, which need not be written in TypeScript
 * @throws ProtocolError with the code of the call
 */
export function checkOptionNames(
  given: unknown,
  names: Readonly<Record<string, true>>,
  { code, call, task }: CheckedCall,
): void {
  if (typeof given !== 'object' || given === null) {
    throw new ProtocolError(
      code,
      `Failed to ${task}: the options of ${call} are not an object. Pass { ${Object.keys(names)[0]}: … }.`,
    )
  }
  const known = Object.keys(names)
  const unknown = Object.keys(given).filter((name) => !known.includes(name))
  if (unknown.length === 0) return
  const advice = (name: string) => {
    if (known.includes('config') && Object.hasOwn(defaultAppConfig, name)) return `config.${name}`
    return nearestName(name, known)
  }
  const mistakes = unknown.map((name) => describeUnknown(call, name, known, advice(name)))
  throw new ProtocolError(code, `Failed to ${task}: ${mistakes.join(' ')}`)
}
