/** Why a command failed, in the language of the page if it has a text for the code. */
import type { ProblemMessages } from '../../messages/actions-messages.ts'
import type { CommandError } from '../../react/actions/command.ts'

export function problemText(error: CommandError, messages: ProblemMessages): string {
  const { code } = error
  return Object.hasOwn(messages, code) ? messages[code as keyof ProblemMessages] : error.message
}
