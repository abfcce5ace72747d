/** What a server answers when it does not do what was asked for. */
import type { Problem } from '../protocol/index.ts'

export function isProblem(answer: unknown): answer is Problem {
  return (
    hasFields(answer) && typeof answer['code'] === 'string' && typeof answer['detail'] === 'string'
  )
}

export function hasFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
