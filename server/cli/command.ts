/** What a command of the program is. */
import type { Arguments, CommandEntry } from './arguments.ts'

export interface Command {
  readonly entry: CommandEntry
  /** Runs it and answers the exit code. @throws UsageError */
  run(given: Arguments): Promise<number>
}
