/** What a request to the company feed can get wrong beyond what is wrong in every feed. Public; the list only grows. */
import type { ProblemType } from '../../protocol/errors.ts'

const titles = {
  streaming_disabled: { status: 501, title: 'Streaming is switched off' },
} as const

/** A code of the company feed that a problem can carry. */
export type CompanyProblemCode = keyof typeof titles

/** The problem types of the company feed, by code. */
export const companyProblems = Object.fromEntries(
  Object.entries(titles).map(([code, type]) => [code, { code, ...type }]),
) as { readonly [Code in CompanyProblemCode]: ProblemType & { readonly code: Code } }
