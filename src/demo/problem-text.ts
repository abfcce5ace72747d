/** Why a command failed, in the language of the page if it has a text for the problem. */
import type { CommandError } from './command-error.ts'
import { type PageMessages, problemCodes } from './messages/page-messages.ts'

export function problemText(error: CommandError, { problem }: PageMessages): string {
  const code = problemCodes.find((known) => known === error.code)
  return (code && problem[code]) ?? error.message
}
