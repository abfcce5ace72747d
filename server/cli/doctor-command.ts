/** `streamgauge doctor`: diagnoses the connection to a feed. */
import {
  type CommandEntry,
  feedOptions,
  readHeaders,
  readUrl,
  readWantedFeed,
  requestOptions,
  UsageError,
} from './arguments.ts'
import type { Command } from './command.ts'
import { findGreeting, print } from './diagnosis.ts'
import { type Examination, examine } from './examine.ts'
import { findFeedUrl } from './feed-url.ts'
import { findingsTable } from './findings.ts'

const entry: CommandEntry = {
  name: 'doctor',
  operands: '<url>',
  meaning: 'Finds out what is wrong with the connection to a feed, and what to do about it.',
  options: {
    ...requestOptions,
    ...feedOptions,
    origin: {
      type: 'string',
      value: '<origin>',
      meaning: 'checks what a page of this origin may read, such as https://app.example',
    },
    seconds: {
      type: 'string',
      value: '<number>',
      meaning: 'how long to watch the feed; default: until its next ping is due',
    },
    json: { type: 'boolean', meaning: 'prints one JSON object instead of text' },
  },
  notes:
    'The URL is that of a feed, or of a server with a slash at the end.\n' +
    'Exits with 0 if there is no error (warnings are allowed), with 1 otherwise. To find a proxy that\n' +
    'closes idle connections, watch for longer than its timeout.',
}

export const doctorCommand: Command = {
  entry,
  async run(given) {
    const typed = readUrl(entry, given)
    const headers = readHeaders(given)
    const origin = given.text('origin') ?? null
    if (origin !== null && !(URL.canParse(origin) && new URL(origin).origin === origin)) {
      throw new UsageError(
        `--origin is "${origin}": it has to be as a browser sends it, such as https://app.example.`,
      )
    }
    const seconds = given.whole('seconds', 0, 1, 86_400)
    const examination = await examine(await findFeedUrl(typed, headers, readWantedFeed(given)), {
      headers,
      origin,
      watchMs: seconds === 0 ? null : seconds * 1_000,
      onOpen: (url, watchMs) =>
        process.stderr.write(`Watching ${url} for ${Math.ceil(watchMs / 1_000)} s.\n`),
    })
    const isJson = given.isSet('json')
    process.stdout.write(isJson ? printJson(examination) : printText(examination))
    return examination.findings.some(({ severity }) => severity === 'error') ? 1 : 0
  },
}

function printJson({ url, findings }: Examination): string {
  const described = findings.map((each) => ({
    ...each,
    means: findingsTable[each.code].means,
    remedy: findingsTable[each.code].remedy,
  }))
  return `${JSON.stringify({ url: `${url}`, findings: described }, null, 2)}\n`
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`

function printText({ url, findings, feed }: Examination): string {
  const greeting = feed && findGreeting(feed.frames)
  const facts = [
    ...(feed ? [`answered ${feed.status} after ${print(feed.headMs)}`] : []),
    ...(feed?.frames.length
      ? [`${count(feed.frames.length, 'frame')} in ${print(feed.watchedMs)}`]
      : []),
    ...(greeting ? [`pings at least every ${print(greeting.pingMs)}`] : []),
  ]
  const lines = findings.flatMap(({ code, severity, detail }) => {
    const { means, remedy } = findingsTable[code]
    return ['', `${severity} ${code}`, `  ${means}`, `  ${detail}`, `  ${remedy}`]
  })
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const warnings = findings.length - errors
  const result =
    findings.length === 0
      ? 'Nothing is wrong.'
      : `${count(errors, 'error')}, ${count(warnings, 'warning')}.`
  return [`${url}`, ...facts.map((fact) => `  ${fact}`), ...lines, '', result, ''].join('\n')
}
