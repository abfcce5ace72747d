#!/usr/bin/env node
/**
 * The program `streamgauge`: runs a command and exits with its exit code. 0: success; 1: a problem was found; 2: wrong
 * usage.
 */
import { type CommandEntry, printHelp, readArguments, UsageError } from './arguments.ts'
import type { Command } from './command.ts'
import { doctorCommand } from './doctor-command.ts'
import { tailCommand } from './tail-command.ts'
import { tokenCommand } from './token-command.ts'

const commands: readonly Command[] = [doctorCommand, tailCommand, tokenCommand]

const help: CommandEntry['options'][string] = { type: 'boolean', meaning: 'shows this' }

function printUsage(): string {
  const rows = commands.map(({ entry: { name, operands, meaning } }) => [
    `streamgauge ${name} ${operands}`.trim(),
    meaning,
  ])
  const width = Math.max(...rows.map(([left = '']) => left.length))
  return [
    'Tools for servers of Streamgauge feeds.',
    '',
    ...rows.map(([left = '', meaning]) => `  ${left.padEnd(width)}  ${meaning}`),
    '',
    'streamgauge <command> --help shows the options of a command.',
    '',
  ].join('\n')
}

async function run([name, ...given]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(printUsage())
    return name === undefined ? 2 : 0
  }
  const command = commands.find(({ entry }) => entry.name === name)
  if (command === undefined) {
    const names = commands.map(({ entry }) => entry.name).join(', ')
    throw new UsageError(`"${name}" is not a command. Use ${names}, or --help.`)
  }
  const entry = { ...command.entry, options: { ...command.entry.options, help } }
  const read = readArguments(entry, given)
  if (read.isSet('help')) {
    process.stdout.write(printHelp(entry))
    return 0
  }
  return await command.run(read)
}

// A reader that closes the pipe early, such as `head`, is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}
