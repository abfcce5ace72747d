/**
 * The fifteen rules of a connection that recovers, each with the tests that hold it and with ways to
 * break it. Data only: break.ts breaks them one by one and looks whether the tests notice. One file past
 * 250 lines, because it is one table.
 *
 * To add a way to break a rule, most common first: name the file, a text that stands in it once, and
 * what to put in its place.
 */

export interface Break {
  /** What the code no longer does. */
  readonly without: string
  readonly file: string
  /** Stands in the file exactly once. */
  readonly find: string
  readonly replace: string
}

export interface Rule {
  readonly number: number
  readonly says: string
  /** Test files. */
  readonly tests: readonly string[]
  /** Regular expression that the names of the tests that hold the rule match. */
  readonly named: string
  readonly breaks: readonly Break[]
}

const machine = 'src/connection/machine.ts'
const attempt = 'src/connection/attempt.ts'
const client = 'src/connection/client.ts'
const inbox = 'src/connection/inbox.ts'
const machineTest = 'test/connection/machine.test.ts'
const clientTest = 'test/connection/client.test.ts'
const sseTest = 'test/connection/sse-client.test.ts'
const filtersTest = 'test/connection/filters.test.ts'
const policyTest = 'test/connection/reconnect-policy.test.ts'
const parserTest = 'test/protocol/frame-parser.test.ts'

export const rules: readonly Rule[] = [
  {
    number: 1,
    says: 'Every attempt has a generation, looked at in every callback: never two live requests, and `close()` silences everything.',
    tests: [machineTest, sseTest, clientTest],
    named: 'C1',
    breaks: [
      {
        without: 'looking at the generation',
        file: machine,
        find: "if ('generation' in event && event.generation !== state.generation) return [state, []]",
        replace: '',
      },
      {
        without: 'silencing the other listeners when one closes',
        file: 'src/connection/sse-client.ts',
        find: 'runner.state().generation === generation',
        replace: 'true',
      },
    ],
  },
  {
    number: 2,
    says: 'Opening is not success: failures are forgotten after `minUptimeMs` and a valid frame.',
    tests: [machineTest],
    named: 'C2',
    breaks: [
      {
        without: 'waiting for the uptime',
        file: machine,
        find: '>= state.rules.minUptimeMs',
        replace: '>= 0',
      },
      { without: 'waiting for a frame', file: machine, find: 'state.hasFrame &&', replace: '' },
    ],
  },
  {
    number: 3,
    says: 'What each answer means is a table: a clean end and 408, 425, 429, 5xx wait, 401 asks for fresh credentials once, 204 ends, the rest fails.',
    tests: [machineTest, policyTest, sseTest, clientTest, filtersTest],
    named: '(C3|status|204|401|429)',
    breaks: [
      {
        without: 'the end by 204',
        file: 'src/connection/reconnect-policy.ts',
        find: "204: 'end'",
        replace: "204: 'wait'",
      },
      {
        without: 'patience with 429',
        file: 'src/connection/reconnect-policy.ts',
        find: "429: 'wait'",
        replace: "429: 'fail'",
      },
      {
        without: 'asking only once',
        file: machine,
        find: 'state.rules.canRefresh && !state.hasRefreshed',
        replace: 'state.rules.canRefresh',
      },
    ],
  },
  {
    number: 4,
    says: 'A wait is what the server asked for at least, and a random time up to a ceiling that doubles up to a cap.',
    tests: [policyTest, machineTest],
    named: '.',
    breaks: [
      {
        without: 'jitter',
        file: 'src/connection/reconnect-policy.ts',
        find: 'factors.dice * ceiling',
        replace: 'ceiling',
      },
      {
        without: 'Retry-After',
        file: 'src/connection/reconnect-policy.ts',
        find: 'factors.retryAfterMs ?? 0',
        replace: '0',
      },
      {
        without: 'the retry field',
        file: 'src/connection/reconnect-policy.ts',
        find: 'Math.min(capMs, retryMs ?? 0)',
        replace: '0',
      },
    ],
  },
  {
    number: 5,
    says: 'The cursor is committed at the blank line, never from a torn event; it survives reconnects and reloads, and one that no header can carry goes into the query.',
    tests: [clientTest, sseTest, filtersTest, parserTest],
    named: '(C5|F3)',
    breaks: [
      {
        without: 'waiting for the state before the cursor moves',
        file: client,
        find: 'if (inbox.isWhole() && ',
        replace: 'if (',
      },
      {
        without: 'the way through the query',
        file: attempt,
        find: 'headerSafe.test(lastEventId)',
        replace: 'true',
      },
      {
        without: 'writing it down before the page dies',
        file: client,
        find: "if (status !== 'open') keeper?.flush()",
        replace: '',
      },
    ],
  },
  {
    number: 6,
    says: 'Another filter goes on from the same cursor and asks for the state of what is new only; changes of one animation frame make one request.',
    tests: [filtersTest],
    named: 'C6',
    breaks: [
      {
        without: 'asking for what is new',
        file: 'src/connection/subscription-request.ts',
        find: "missing.includes(allTopic) || !hasKept ? 'always' : missing",
        replace: 'true',
      },
      {
        without: 'a pause between two requests',
        file: 'src/connection/filter-turn.ts',
        find: 'if (earlyMs > 0)',
        replace: 'if (earlyMs > 1e9)',
      },
      {
        without: 'patience with removals',
        file: 'src/connection/filter-turn.ts',
        find: 'if (isWithin(wanted, asked))',
        replace: 'if (isSameTopics(wanted, asked))',
      },
    ],
  },
  {
    number: 7,
    says: 'Any byte is life; the interval comes from the server; a timer that fires late gives one more turn.',
    tests: [machineTest, sseTest, clientTest],
    named: 'C7',
    breaks: [
      { without: 'counting bytes as life', file: attempt, find: 'on.bytes()\n', replace: '\n' },
      {
        without: 'the turn of grace',
        file: 'src/connection/watchdog.ts',
        find: "return isLate ? { kind: 'grace', delayMs: graceMs } : ",
        replace: 'return ',
      },
    ],
  },
  {
    number: 8,
    says: 'Pausing is a set of holders, and the last one to leave comes back with jitter.',
    tests: [machineTest, filtersTest, sseTest],
    named: 'C8',
    breaks: [
      {
        without: 'the other holders',
        file: machine,
        find: 'if (left.holders.length > 0) return pause(left)',
        replace: '',
      },
      {
        without: 'letting go of a page that is put aside',
        file: 'src/connection/runner.ts',
        find: "hold('frozen', page.isFrozen())",
        replace: '',
      },
    ],
  },
  {
    number: 9,
    says: 'Each event once and in order; another epoch is a reset; a count that differs is a gap.',
    tests: [clientTest, 'test/connection/recovery.test.ts'],
    named: '.',
    breaks: [
      {
        without: 'dropping what came twice',
        file: inbox,
        find: 'if (position.offset <= seen.offset)',
        replace: 'if (position.offset < 0)',
      },
      {
        without: 'comparing the counts',
        file: inbox,
        find: "if (tally.check(frame.delivered) === 'agrees')",
        replace: "if (tally.check(frame.delivered) !== 'never')",
      },
      {
        without: 'noticing another epoch',
        file: inbox,
        find: 'if (position.epoch !== seen.epoch) return changeEpoch(frame, position)',
        replace: '',
      },
    ],
  },
  {
    number: 10,
    says: 'After a gap or reset the state is read again before the connection is live, and events wait for it.',
    tests: [clientTest, filtersTest, 'test/connection/recovery.test.ts'],
    named: '.',
    breaks: [
      {
        without: 'reading the state after a reset',
        file: inbox,
        find: "    holeEnd = seen\n    verified = seen\n    if (source !== 'none') awaitState()",
        replace: '    holeEnd = seen\n    verified = seen',
      },
      {
        without: 'holding events back',
        file: inbox,
        find: "if (awaited !== 'state') emit(frame)",
        replace: 'if (frame) emit(frame)',
      },
    ],
  },
  {
    number: 11,
    says: 'An exception in a listener is reported and breaks nothing; an event that does not fit its schema is counted, kept aside and skipped.',
    tests: [clientTest, sseTest],
    named: 'C11',
    breaks: [
      {
        without: 'catching',
        file: 'src/connection/listeners.ts',
        find: '          report(error)',
        replace: '          throw error',
      },
      {
        without: 'the quarantine',
        file: client,
        find: '[...quarantine, frame].slice(-maxQuarantine)',
        replace: '[]',
      },
    ],
  },
  {
    number: 12,
    says: 'Bytes are decoded once, with one BOM rule, wherever they are cut; what is larger than `maxEventBytes` is an error.',
    tests: [parserTest, sseTest, 'test/protocol/wire-fixtures.test.ts'],
    named: '(F1|F2|F4|F5|C12|bom)',
    breaks: [
      {
        without: 'the rule of one BOM',
        file: 'src/protocol/frame-parser.ts',
        find: 'ignoreBOM: true',
        replace: 'ignoreBOM: false',
      },
      {
        without: 'joining what was cut',
        file: 'src/protocol/frame-parser.ts',
        find: '{ stream: true }',
        replace: '{ stream: false }',
      },
      {
        without: 'a bound',
        file: 'src/protocol/frame-parser.ts',
        find: '> maxEventBytes) return index',
        replace: '> Infinity) return index',
      },
    ],
  },
  {
    number: 13,
    says: 'Frames are handed over once per animation frame, and before any status that they lead to.',
    tests: [clientTest],
    named: 'C13',
    breaks: [
      {
        without: 'handing over before the status',
        file: client,
        find: 'else delivery.flush()',
        replace: '',
      },
      {
        without: 'batches',
        file: 'src/connection/delivery.ts',
        find: 'else if (cancel === null) schedule()',
        replace: 'else flush()',
      },
    ],
  },
  {
    number: 14,
    says: 'Closing reaches pending credentials, the backoff and the reader, and no timer keeps Node alive.',
    tests: [sseTest, clientTest, 'test/platform/browser.test.ts'],
    named: '(C14|keeps no Node process alive)',
    breaks: [
      {
        without: 'cancelling the reader',
        file: attempt,
        find: "  signal.addEventListener('abort', cancel, { once: true })\n  try {",
        replace: '  try {',
      },
      {
        without: 'unreferenced timers',
        file: 'src/platform/browser.ts',
        find: "if (typeof timer === 'object') timer.unref()",
        replace: '',
      },
    ],
  },
  {
    number: 15,
    says: 'The clock of the server is known by the smallest round trip, with the error that this leaves.',
    tests: ['test/connection/server-clock.test.ts', clientTest],
    named: '.',
    breaks: [
      {
        without: 'keeping the best bound',
        file: 'src/connection/server-clock.ts',
        find: 'Math.min(clock.highMs + driftMs, proof.highMs)',
        replace: 'proof.highMs',
      },
      {
        without: 'drift',
        file: 'src/connection/server-clock.ts',
        find: 'const driftPerMs = 100e-6',
        replace: 'const driftPerMs = 0',
      },
    ],
  },
]
