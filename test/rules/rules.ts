/**
 * The fifteen rules of a connection that recovers, each with the tests that hold it and with ways to
 * break it. Data only: break.ts breaks them one by one and checks that the tests notice. One file past
 * 250 lines, because it is one table.
 *
 * To add a way to break a rule, most common first: name the file, a text that occurs in it once, and its
 * replacement.
 */

export interface Break {
  /** What the code no longer does. */
  readonly without: string
  readonly file: string
  /** Occurs in the file exactly once. */
  readonly find: string
  readonly replace: string
}

export interface Rule {
  /** What `npm run break-rules` and docs/rules.md call it. */
  readonly id: string
  readonly says: string
  /** Test files. */
  readonly tests: readonly string[]
  /** Regular expression that the names of the tests that hold the rule match. */
  readonly named: string
  readonly breaks: readonly Break[]
}

const machine = 'src/connection/machine.ts'
const attempt = 'src/connection/attempt.ts'
const order = 'src/connection/subscription-sequence.ts'
const subscription = 'src/connection/subscription.ts'
const subscriptionRunner = 'src/connection/subscription-runner.ts'
const machineTests = ['test/connection/machine.test.ts', 'test/connection/machine-table.test.ts']
const clientTests = ['test/connection/client.test.ts', 'test/connection/client-delivery.test.ts']
const subscriptionTest = 'test/connection/subscription.test.ts'
const sseTests = [
  'test/connection/sse-client.test.ts',
  'test/connection/sse-client-lifetime.test.ts',
]
const onceTest = 'test/connection/one-request.test.ts'
const intakeTest = 'test/connection/event-intake.test.ts'
const filtersTests = ['test/connection/filters.test.ts', 'test/connection/feed-lifetime.test.ts']
const policyTest = 'test/connection/reconnect-policy.test.ts'
const parserTest = 'test/protocol/frame-parser.test.ts'

export const rules: readonly Rule[] = [
  {
    id: '1',
    says: 'Every attempt has a generation, checked in every callback: never two live requests, and `close()` silences everything.',
    tests: [...machineTests, ...sseTests, ...clientTests, subscriptionTest],
    named: '(C1|S8)',
    breaks: [
      {
        without: 'checking the generation',
        file: machine,
        find: "if ('generation' in event && event.generation !== state.generation) return [state, []]",
        replace: '',
      },
      {
        without: 'skipping the other listeners when one closes',
        file: 'src/connection/sse-client.ts',
        find: 'runner.state().generation === generation',
        replace: 'true',
      },
      {
        without: 'rolling back what was not delivered',
        file: 'src/connection/subscription-commit.ts',
        find: '  next.pending = 0\n  restore(next)',
        replace: '  next.pending = 0',
      },
    ],
  },
  {
    id: '2',
    says: 'Opening is not success: failures are forgotten after `minUptimeMs` and a valid frame.',
    tests: machineTests,
    named: 'C2',
    breaks: [
      {
        without: 'waiting for the uptime',
        file: 'src/connection/machine-wait.ts',
        find: '>= state.rules.minUptimeMs',
        replace: '>= 0',
      },
      {
        without: 'waiting for a frame',
        file: 'src/connection/machine-wait.ts',
        find: 'state.hasFrame &&',
        replace: '',
      },
    ],
  },
  {
    id: '3',
    says: 'What each answer means is a table: a clean end and 408, 425, 429, 5xx except 501 wait, 401 asks for fresh credentials once, 204 ends, the rest fails. A request that is no GET is made once, unless it was refused unprocessed.',
    tests: [...machineTests, policyTest, ...sseTests, onceTest, ...clientTests, ...filtersTests],
    named: '(C3|status|204|401|429)',
    breaks: [
      {
        without: 'the end by 204',
        file: 'src/connection/reconnect-policy.ts',
        find: "204: 'end'",
        replace: "204: 'wait'",
      },
      {
        without: 'waiting after 429',
        file: 'src/connection/reconnect-policy.ts',
        find: "429: 'wait'",
        replace: "429: 'fail'",
      },
      {
        without: 'refreshing only once',
        file: 'src/connection/machine-loss.ts',
        find: 'state.rules.canRefresh && !state.hasRefreshed',
        replace: 'state.rules.canRefresh',
      },
      {
        without: 'making a POST once',
        file: 'src/connection/repetition.ts',
        find: 'if (isSafe) return true',
        replace: 'return true',
      },
      {
        without: 'resuming a POST by GET',
        file: 'src/connection/repetition.ts',
        find: "if (isResumed(cursor)) return { method: 'GET', body: undefined }",
        replace: '',
      },
    ],
  },
  {
    id: '4',
    says: 'A wait is what the server asked for at least, and a random time up to a ceiling that doubles up to a cap.',
    tests: [policyTest, ...machineTests],
    named: '.',
    breaks: [
      {
        without: 'jitter',
        file: 'src/connection/reconnect-policy.ts',
        find: 'factors.random * ceiling',
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
    id: '5',
    says: 'The cursor is committed at the blank line, never from a torn event; it survives reconnects and reloads, and one that no header can carry goes into the query.',
    tests: [...clientTests, ...sseTests, intakeTest, ...filtersTests, parserTest, subscriptionTest],
    named: '(C5|F3|S4)',
    breaks: [
      {
        without: 'waiting for the state before the cursor moves',
        file: 'src/connection/subscription-commit.ts',
        find: 'if (next.pending > 0 || !isWhole(next)) return',
        replace: 'if (next.pending > 0) return',
      },
      {
        without: 'waiting for delivery before the cursor moves',
        file: 'src/connection/subscription-commit.ts',
        find: 'if (next.pending > 0 || !isWhole(next)) return',
        replace: 'if (!isWhole(next)) return',
      },
      {
        without: 'sending it in the query',
        file: attempt,
        find: 'headerSafe.test(lastEventId)',
        replace: 'true',
      },
      {
        without: 'asking which ids are cursors',
        file: 'src/protocol/frame-parser.ts',
        find: 'isCursor?.(id) === false',
        replace: 'false',
      },
      {
        without: 'storing it before the page is discarded',
        file: subscriptionRunner,
        find: "if (connection().state().status.status !== 'open') storedCursor?.flush()",
        replace: '',
      },
    ],
  },
  {
    id: '6',
    says: 'Another filter resumes from the same cursor and requests the state of new topics only; changes within one animation frame make one request.',
    tests: [...filtersTests, subscriptionTest],
    named: '(C6|S5)',
    breaks: [
      {
        without: 'requesting only what is new',
        file: 'src/connection/feed-request.ts',
        find: "missing.includes(allTopic) || !hasCovered ? 'always' : missing",
        replace: 'true',
      },
      {
        without: 'waiting for delivery before a topic is covered',
        file: 'src/connection/subscription-commit.ts',
        find: 'if (pending === 0 && committed.coverage !== coverage)',
        replace: 'if (committed.coverage !== coverage)',
      },
      {
        without: 'spacing two requests',
        file: 'src/connection/filter-debounce.ts',
        find: ': earlyMs',
        replace: ': 0',
      },
      {
        without: 'debouncing removals',
        file: 'src/connection/filter-debounce.ts',
        find: 'isWithin(topics, requested) ?',
        replace: 'isSameTopics(topics, requested) ?',
      },
    ],
  },
  {
    id: '7',
    says: 'Any byte counts as life; the interval comes from the server; a timer that fires late grants one more turn.',
    tests: [...machineTests, ...sseTests, ...clientTests],
    named: 'C7',
    breaks: [
      {
        without: 'counting bytes as life',
        file: attempt,
        find: "on.report({ type: 'bytes' })\n",
        replace: '\n',
      },
      {
        without: 'the turn of grace',
        file: 'src/connection/watchdog.ts',
        find: "return isLate ? { kind: 'grace', delayMs: graceMs } : ",
        replace: 'return ',
      },
    ],
  },
  {
    id: '8',
    says: 'Pausing is a set of reasons; when the last one is gone it connects again, with jitter.',
    tests: [...machineTests, ...filtersTests, ...sseTests, onceTest],
    named: 'C8',
    breaks: [
      {
        without: 'keeping a POST when the page goes offline',
        file: 'src/connection/machine-pause.ts',
        find: 'isAtRest(status) || isKept ?',
        replace: 'isAtRest(status) ?',
      },
      {
        without: 'the other reasons',
        file: 'src/connection/machine-pause.ts',
        find: 'if (left.pauseReasons.length > 0) return pause(left)',
        replace: '',
      },
      {
        without: 'pausing for a frozen or cached page',
        file: 'src/connection/page-watch.ts',
        find: "setReason('frozen', page.isFrozen())",
        replace: '',
      },
    ],
  },
  {
    id: '9',
    says: 'Each event once and in order; another epoch is a reset; a count that differs is a gap.',
    tests: [...clientTests, subscriptionTest, intakeTest, 'test/connection/recovery.test.ts'],
    named: '.',
    breaks: [
      {
        without: 'the window of ids of any endpoint',
        file: 'src/connection/event-intake.ts',
        find: 'if (seen.has(id)) return true',
        replace: '',
      },
      {
        without: 'dropping what arrives twice',
        file: order,
        find: 'if (offsetsBetween(seen, position) <= 0)',
        replace: 'if (position.offset < 0)',
      },
      {
        without: 'comparing the counts',
        file: order,
        find: 'if (isMatch) {',
        replace: 'if (isMatch || count) {',
      },
      {
        without: 'noticing another epoch',
        file: order,
        find: 'if (seen !== null && position.epoch !== seen.epoch) return changeEpoch(step, frame, position)',
        replace: '',
      },
    ],
  },
  {
    id: '10',
    says: 'After a gap or reset the state is read again before the connection is live, and events wait for it.',
    tests: [...clientTests, ...filtersTests, subscriptionTest, 'test/connection/recovery.test.ts'],
    named: '.',
    breaks: [
      {
        without: 'reading the state after a reset',
        file: order,
        find: '  next.verified = frame.position\n  awaitState(step)',
        replace: '  next.verified = frame.position',
      },
      {
        without: 'holding events',
        file: order,
        find: "if (next.phase !== 'state') emit(step, frame)",
        replace: 'if (frame) emit(step, frame)',
      },
    ],
  },
  {
    id: '11',
    says: 'An exception in a listener is reported and breaks nothing; an event that does not fit its schema is counted, quarantined and skipped.',
    tests: [...clientTests, ...sseTests, onceTest, intakeTest],
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
        file: subscription,
        find: '[...next.quarantine, frame].slice(-maxQuarantine)',
        replace: '[]',
      },
    ],
  },
  {
    id: '12',
    says: 'Bytes are decoded once, with one BOM rule, wherever they are cut; what is larger than `maxEventBytes` is an error.',
    tests: [parserTest, ...sseTests, 'test/protocol/wire-fixtures.test.ts'],
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
    id: '13',
    says: 'Frames are delivered once per animation frame, and before any status that they lead to.',
    tests: clientTests,
    named: 'C13',
    breaks: [
      {
        without: 'delivering before the status',
        file: subscriptionRunner,
        find: 'else queue.flush()',
        replace: '',
      },
      {
        without: 'batches',
        file: 'src/connection/delivery-queue.ts',
        find: 'else if (cancel === null) schedule()',
        replace: 'else flush()',
      },
    ],
  },
  {
    id: '14',
    says: 'Closing reaches pending credentials, the backoff and the reader, and no timer keeps Node alive.',
    tests: [...sseTests, ...clientTests, 'test/platform/browser.test.ts'],
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
        file: 'src/platform/system.ts',
        find: "if (typeof timer === 'object') timer.unref()",
        replace: '',
      },
    ],
  },
  {
    id: '15',
    says: 'The clock of the server is estimated from the smallest round trip, with the error that this leaves.',
    tests: ['test/connection/server-clock.test.ts', ...clientTests],
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
      {
        without: 'a bound for the time of a delivery',
        file: 'src/connection/server-clock.ts',
        find: 'const longestDeliveryMs = 100',
        replace: 'const longestDeliveryMs = Infinity',
      },
    ],
  },
]
