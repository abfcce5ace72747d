/**
 * The rules of a connection that tabs share, as rules.ts has those of a connection of its own: each with the
 * tests that hold it and with ways to break it.
 */
import type { Rule } from './rules.ts'

const election = 'src/connection/tab-election.ts'
const follower = 'src/connection/tab-follower.ts'
const leader = 'src/connection/tab-leader.ts'
const membership = 'src/connection/tab-membership.ts'
const relay = 'src/connection/frame-relay.ts'
const sharedAttempt = 'src/connection/shared-attempt.ts'
const sharedRequest = 'src/connection/shared-request.ts'
const tabFilter = 'src/connection/tab-filter.ts'
const transport = 'src/connection/tab-transport.ts'
const electionTest = 'test/connection/tab-election.test.ts'
const filterTest = 'test/connection/tab-filter.test.ts'
const lawTest = 'test/connection/tabs-law.test.ts'
const messageTest = 'test/connection/parse-tab-message.test.ts'
const tabsTests = [
  'test/connection/tabs.test.ts',
  'test/connection/tab-requests.test.ts',
  'test/connection/tab-handover.test.ts',
]

export const tabRules: readonly Rule[] = [
  {
    id: 'T1',
    says: 'One request for all tabs: the tab that holds the lock makes it, for the filters of all.',
    tests: [...tabsTests, electionTest],
    named: '.',
    breaks: [
      {
        without: 'queueing for the lock',
        file: membership,
        find: 'request_lock: () => requestLock(false)',
        replace: 'request_lock: () => requestLock(true)',
      },
      {
        without: 'the filters of the other tabs',
        file: leader,
        find: '[own, ...peers.requests()]',
        replace: '[own]',
      },
      {
        without: 'waiting for tabs that open together',
        file: sharedAttempt,
        find: 'if (awaited?.size === 0 && peers.isComplete()) start()',
        replace: 'start()',
      },
      {
        without: 'giving up the lock',
        file: membership,
        find: '      lockRequest = null\n      releaseLock()',
        replace: '      lockRequest = null',
      },
    ],
  },
  {
    id: 'T2',
    says: 'A tab receives a response from its first byte, complete and in order, or takes it for lost and resumes: nothing is lost at a handover.',
    tests: [...tabsTests, filterTest, lawTest],
    named: '.',
    breaks: [
      {
        without: 'counting the chunks',
        file: follower,
        find: 'message.number === from.nextChunk++',
        replace: 'from.nextChunk++ >= 0',
      },
      {
        without: 'checking that a response is for this attempt',
        file: follower,
        find: 'served[id] !== attempt.number',
        replace: 'served[id] === undefined',
      },
      {
        without: 'the cursor of the slowest tab',
        file: sharedRequest,
        find: 'comparable.find(({ offset }) =>',
        replace: 'comparable.findLast(({ offset }) =>',
      },
      {
        without: 'relaying what was read before an abort',
        file: sharedAttempt,
        find: 'relay.flush()',
        replace: '',
      },
      {
        without: 'relaying the ids that frames commit',
        file: relay,
        find: "id: relayed('id'),",
        replace: '',
      },
      {
        without: 'the filter of the tab',
        file: tabFilter,
        find: 'isSelected(frame.event) ? frame : null',
        replace: 'frame',
      },
    ],
  },
  {
    id: 'T3',
    says: 'A tab that opens late costs one request and is served the history and the state that it asks for; while the leader waits, followers make none.',
    tests: tabsTests,
    named: '.',
    breaks: [
      {
        without: 'a request for a late tab',
        file: leader,
        find: 'else renewSoon()',
        replace: '',
      },
      {
        without: 'spacing the requests',
        file: leader,
        find: 'const minRenewalIntervalMs = 250',
        replace: 'const minRenewalIntervalMs = 0',
      },
      {
        without: 'its state',
        file: sharedRequest,
        find: "request.cursor === '' || snapshot === 'always' || ",
        replace: '',
      },
      {
        without: 'a limit for tabs far behind',
        file: sharedRequest,
        find: 'const maxOffsetsBehind = 1000',
        replace: 'const maxOffsetsBehind = 1e9',
      },
      {
        without: 'declaring what it cannot be served',
        file: follower,
        find: 'withHistoryBreak(attempt.on, attempt.request, cursor)',
        replace: 'attempt.on',
      },
      {
        without: 'the wait of the leader',
        file: sharedAttempt,
        find: 'waitingMs() ?? retryAfterMs',
        replace: 'retryAfterMs',
      },
    ],
  },
  {
    id: 'T4',
    says: 'A leader that closes, crashes or does not answer is replaced; one that was replaced is ignored and stops.',
    tests: [...tabsTests, electionTest],
    named: '.',
    breaks: [
      {
        without: 'replacing a silent leader',
        file: follower,
        find: 'if (!isAnswered && !isLate) options.leaderTimedOut()',
        replace: '',
      },
      {
        without: 'distrusting a timer that fires late',
        file: follower,
        find: '!isAnswered && !isLate',
        replace: '!isAnswered',
      },
      {
        without: 'spreading the timeouts',
        file: follower,
        find: 'const leaderTimeoutJitterMs = 250',
        replace: 'const leaderTimeoutJitterMs = 0',
      },
      {
        without: 'ignoring an outdated leader',
        file: election,
        find: 'if (isOutdated(event.leader, state.latest)) return [state, []]',
        replace: '',
      },
      {
        without: 'outranking a leader that was not heard of',
        file: election,
        find: 'Math.max(state.latest.leaderEpoch + 1, event.nowMs)',
        replace: 'state.latest.leaderEpoch + 1',
      },
      {
        without: 'stepping down',
        file: election,
        find: "isLeading ? [...steppingDown, 'accept'] : ['accept']",
        replace: "['accept']",
      },
      {
        without: 'forgetting the leader before',
        file: transport,
        find: '    peers.remove(from)\n    if (current',
        replace: '    if (current',
      },
    ],
  },
  {
    id: 'T5',
    says: 'No tab fails because of the credentials or the filter of another one.',
    tests: tabsTests,
    named: '.',
    breaks: [
      {
        without: 'keeping frames about credentials to the leader',
        file: relay,
        find: '!leaderOnly.includes(frame.type)',
        replace: 'frame.type',
      },
      {
        without: 'a request for fewer tabs after a refusal',
        file: sharedAttempt,
        find: "verdict === 'fail' && !isOver",
        replace: 'false',
      },
      {
        without: 'giving up the lead without credentials',
        file: sharedAttempt,
        find: "error.code === 'credentials' && !isOver",
        replace: 'false',
      },
      {
        without: 'the limit of topics',
        file: sharedRequest,
        find: 'mayServe && wider.length <= maxTopics',
        replace: 'mayServe',
      },
    ],
  },
  {
    id: 'T6',
    says: 'A tab that cannot use the channel, the lock or the code of sharing connects directly.',
    tests: [...tabsTests, 'test/connection/request-sharing.test.ts'],
    named: '.',
    breaks: [
      {
        without: 'noticing a refused lock',
        file: membership,
        find: 'failed: ifCurrent(on.lockFailed)',
        replace: 'failed() {}',
      },
      {
        without: 'catching a refused channel',
        file: membership,
        find: '} catch {\n        return false',
        replace: '} catch (error) {\n        throw error',
      },
      {
        without: 'asking whether tabs can share',
        file: 'src/connection/sharing.ts',
        find: 'if (!tabs.isAvailable()) return null',
        replace: '',
      },
      {
        without: 'catching code that does not load',
        file: 'src/connection/request-sharing.ts',
        find: 'report(error)\n      return null',
        replace: 'throw error',
      },
    ],
  },
  {
    id: 'T7',
    says: 'Only messages of tabs count: a script of the origin that posts anything else changes nothing.',
    tests: [...tabsTests, messageTest],
    named: '.',
    breaks: [
      {
        without: 'checking the shape of a message',
        file: 'src/connection/parse-tab-message.ts',
        find: 'return isMessage(data) ? (data as TabMessage) : null',
        replace: 'return data as TabMessage',
      },
      {
        without: 'ignoring its own messages',
        file: transport,
        find: 'message === null || message.from === id',
        replace: 'message === null',
      },
    ],
  },
]
