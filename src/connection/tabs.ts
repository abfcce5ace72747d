/**
 * One connection for all tabs of an origin: an attempt that is made by one of them for all. Every tab
 * keeps its own machine, inbox and delivery; what is shared is the request. So a follower is a
 * connection like any other, whose bytes come from a tab in place of a server.
 *
 * ```
 *            attempt                      the lock is ours
 *   alone ─────────────► asking ──────────────────────────────► leading
 *     ▲                  │    ▲                                  │  ▲ │
 *     │ leave   begin of │    │ call, lost    roll call ► term ──┘  │ │ stolen, a newer reign
 *     │         a term   ▼    │                       renewal       │ │
 *     └──────────────── following ──────────────────────────────────┘ │
 *                         ▲      the leader has gone                  │
 *                         └───────────────────────────────────────────┘
 * ```
 *
 * A leader's attempt is a *term*. It begins with a roll call, which makes every other tab say anew what
 * it wants; one request is made of it all (shared-wish.ts), and what that brings goes out to the guests
 * of the term, a chunk a message. Nobody joins a term that has begun, since a tab has to hear a response
 * from its first byte: a tab that comes late makes the leader renew.
 *
 * T1 Who holds the lock leads: never two requests while one leader is alive and awake.
 * T2 A tab hears a response from its first byte, in order and without a hole, or reports it lost. With
 *    that the rules of machine and inbox hold in every tab as they do in one.
 * T3 Opening costs a request at most, and so does the end of a leader; leaving costs none. Followers
 *    do not ask while a leader waits.
 * T4 A leader that does not answer is replaced; one that was replaced stops as soon as it hears of it.
 * T5 No tab fails by what another one is refused.
 *
 * Stays one file past 250 lines: both roles move the same few variables, and a tab changes its role in
 * the middle of anything.
 */
import type { Cancel, Platform, TabChannel, Tabs } from '../platform/ports.ts'
import type { AttemptListener, RunFeedRequest as AttemptWish, RequestContext } from './attempt.ts'
import { ConnectionError } from './errors.ts'
import type { FeedRequest as Wish } from './feed-request.ts'
import { acrossRift, type Rift, shareWish, type TabWish } from './shared-wish.ts'
import type { Transport } from './status.ts'
import {
  type ChunkItem,
  errorOf,
  failureOf,
  type Guest,
  type LeaderMessage,
  parseTabMessage,
  type TabMessage,
  type TermMessage,
  tabProtocol,
} from './tab-message.ts'

export interface TabShareOptions {
  /** Of the lock and the channel: tabs with the same name share. */
  readonly name: string
  readonly platform: Pick<Platform, 'timers' | 'clock' | 'random'> & { readonly tabs: Tabs }
  /** Over `fetch`: what the leader does. */
  readonly direct: AttemptWish
  /** Make this tab's connection anew, also when it waits: a new attempt begins within the call. */
  renew(): void
  roleChanged(role: Transport): void
  /**
   * How long the machine of this tab waits before its next attempt; null when it does not. With it
   * followers wait no shorter than their leader, and a countdown shows the truth.
   */
  waitingMs?(): number | null
}

export interface TabShare {
  /** In place of `direct`. */
  readonly attempt: AttemptWish
  /** Gives up leadership and channel; the next attempt joins again. */
  leave(): void
}

/** An attempt of this tab that is under way. */
interface Own {
  readonly number: number
  readonly wish: Wish
  readonly context: RequestContext
  readonly on: AttemptListener
  /** Whether its answer has begun, or will not come through another tab. */
  isSettled: boolean
  /** Whether this tab has a request for it, which then says when it is over. */
  hasRequest: boolean
  over(): void
}

interface OtherTab {
  readonly attempt: number
  readonly wish: Wish
  /** Said since the last term began: it still stands. */
  isNews: boolean
}

/** A request for all, from its roll call on. */
interface Term {
  readonly number: number
  readonly own: Own
  readonly abort: AbortController
  /** Who has not answered the roll call; null when that is over. */
  awaited: Set<string> | null
  cancelCall: Cancel
  guests: Readonly<Record<string, Guest>>
  items: ChunkItem[]
  chunks: number
  postedMonotonicMs: number
}

/** The term that this tab is a guest of. */
interface Visit {
  readonly leader: string
  readonly term: number
  readonly on: AttemptListener
  nextChunk: number
}

/** How long a roll call waits for tabs that it does not know. */
const rollCallMs = 50
/** Renewals for other tabs are at least this far apart. */
const spacingMs = 250
/** A leader that has not answered for so long is replaced. */
const patienceMs = 1000
/** Two tabs that lost patience with the same leader had better not steal at the same moment. */
const patienceSpreadMs = 250
/** A timer that is later than this: it was us who slept. */
const lateMs = 250
/** Bytes without frames are told of no more often than this. */
const lifeSignMs = 250
/** Frames about the credentials of the tab that made the request: nobody else's business (T5). */
const personal: ReadonlySet<string> = new Set(['expiring', 'bye', 'rejected'])

export function createTabShare(options: TabShareOptions): TabShare {
  const { platform, direct } = options
  const { tabs, timers, clock, random } = platform
  const name = `${options.name}:${tabProtocol}`
  const id = nameTab(random)
  let role: Transport = 'direct'
  let channel: TabChannel | null = null
  /** The lock that counts: what others say is late. */
  let lock: object | null = null
  let unlock: Cancel = () => {}
  /** Ours, while we lead. */
  let reign: number | null = null
  /** The newest that was heard of. */
  let known = { reign: 0, leader: '' }
  let own: Own | null = null
  let attempts = 0
  const others = new Map<string, OtherTab>()
  /** Whether a roll call was heard to its end: then everybody who is here is known. */
  let isAcquainted = false

  // As leader:
  let term: Term | null = null
  let terms = 0
  let calledMonotonicMs = Number.NEGATIVE_INFINITY
  let cancelRenewal: Cancel | null = null
  /** Whose wishes the server has refused us. */
  const unwelcome = new Set<string>()

  // As follower:
  let visit: Visit | null = null
  let cancelPatience: Cancel = () => {}
  let isAnswered = false
  /** What a leader said that waits, when nobody here was listening. */
  let hold: { readonly untilMonotonicMs: number; readonly error: ConnectionError } | null = null

  function setRole(next: Transport): void {
    if (next === role) return
    role = next
    options.roleChanged(next)
  }

  function post(message: TabMessage): void {
    channel?.post(message)
  }

  function join(): void {
    if (channel !== null) return
    const line: TabChannel = tabs.channel(name, (data) => {
      if (line === channel) hear(data)
    })
    channel = line
    queue(false)
  }

  /** @param isSteal takes the lock from whoever has it */
  function queue(isSteal: boolean): void {
    unlock()
    const mine = {}
    lock = mine
    unlock = tabs.lock(name, isSteal, {
      held: () => lock === mine && lead(),
      lost: () => lock === mine && stepDown(),
    })
  }

  function leave(): void {
    if (channel === null) return
    endTerm()
    post({ type: 'bye', from: id })
    channel.close()
    channel = null
    lock = null
    unlock()
    unlock = () => {}
    reign = null
    visit = null
    hold = null
    cancelPatience()
    others.clear()
    unwelcome.clear()
    isAcquainted = false
    setRole('direct')
  }

  const attempt: AttemptWish = (wish, context, on) => {
    if (!tabs.isAvailable()) return direct(wish, context, on)
    if (context.signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const mine: Own = {
        number: ++attempts,
        wish,
        context,
        on,
        isSettled: false,
        hasRequest: false,
        over() {
          if (own === mine) own = null
          resolve()
        },
      }
      own = mine
      visit = null
      const abandonOwn = () => {
        if (own === mine) visit = null
        if (!mine.hasRequest) mine.over()
        else if (own === mine) own = null
      }
      context.signal.addEventListener('abort', abandonOwn, { once: true })
      join()
      if (reign !== null) call(mine)
      else if (!isHeldBack(mine)) ask(mine)
    })
  }

  // ── As leader ──

  function lead(): void {
    reign = Math.max(known.reign + 1, clock.nowMs())
    others.delete(known.leader)
    known = { reign, leader: id }
    visit = null
    cancelPatience()
    for (const other of others.values()) other.isNews = false
    setRole('leader')
    if (own !== null && !own.isSettled) call(own)
    else options.renew()
  }

  /** T4. */
  function stepDown(): void {
    endTerm()
    reign = null
    unwelcome.clear()
    setRole('follower')
    queue(false)
    options.renew()
  }

  /** Silently: who is told what is the caller's business. */
  function endTerm(): void {
    cancelRenewal?.()
    cancelRenewal = null
    const ended = term
    term = null
    if (ended === null) return
    ended.cancelCall()
    ended.abort.abort()
  }

  function call(mine: Own): void {
    endTerm()
    const now = clock.monotonicMs()
    calledMonotonicMs = now
    const next: Term = {
      number: ++terms,
      own: mine,
      abort: new AbortController(),
      awaited: new Set([...others].filter(([, { isNews }]) => !isNews).map(([other]) => other)),
      cancelCall: () => {},
      guests: {},
      items: [],
      chunks: 0,
      postedMonotonicMs: now,
    }
    term = next
    const { signal } = mine.context
    signal.addEventListener('abort', () => abandon(next), { once: true })
    say(next, { type: 'call' })
    next.cancelCall = timers.after(rollCallMs, () => begin(next))
    beginIfComplete()
  }

  function beginIfComplete(): void {
    if (term?.awaited?.size === 0 && isAcquainted) begin(term)
  }

  function begin(next: Term): void {
    if (term !== next || next.awaited === null) return
    for (const absent of next.awaited) others.delete(absent)
    next.awaited = null
    next.cancelCall()
    isAcquainted = true
    const shared = shareWish(wishes(next.own), isWelcome)
    for (const other of shared.apart) setApart(other)
    const guestOf = (other: string, rift: Rift | null): Guest => ({
      attempt: others.get(other)?.attempt ?? next.own.number,
      rift,
    })
    next.guests = Object.fromEntries(
      [...shared.guests].map(([other, rift]) => [other, guestOf(other, rift)]),
    )
    for (const other of others.values()) other.isNews = false
    const { wish, context, on, over } = next.own
    say(next, { type: 'begin', guests: next.guests, cursor: shared.wish.cursor })
    const mine = acrossRift(on, shared.guests.get(id) ?? null, wish, shared.wish.cursor)
    const signal = next.abort.signal
    next.own.hasRequest = true
    void direct(shared.wish, { ...context, signal }, tee(next, mine)).finally(() => {
      // Unless it goes on in a narrower term.
      if (term?.own !== next.own || term === next) over()
    })
  }

  function wishes(mine: Own): [TabWish, ...TabWish[]] {
    return [
      { id, wish: mine.wish },
      ...[...others].map(([other, { wish }]) => ({ id: other, wish })),
    ]
  }

  function isWelcome(other: string): boolean {
    return !unwelcome.has(other)
  }

  function setApart(other: string): void {
    const tab = others.get(other)
    others.delete(other)
    if (tab === undefined || reign === null) return
    post({ type: 'apart', from: id, reign, to: other, attempt: tab.attempt })
  }

  type Spoken<M = TermMessage> = M extends TermMessage ? Omit<M, 'from' | 'reign' | 'term'> : never

  function say(of: Term, words: Spoken): void {
    if (reign === null || term !== of) return
    post({ ...words, from: id, reign, term: of.number } as TermMessage)
    of.postedMonotonicMs = clock.monotonicMs()
  }

  /** Passes everything on to this tab, and tells the guests. */
  function tee(of: Term, on: AttemptListener): AttemptListener {
    const note = (item: ChunkItem) => of.items.push(item)
    return {
      sent() {
        say(of, { type: 'sent' })
        on.sent()
      },
      head() {
        of.own.isSettled = true
        say(of, { type: 'head' })
        on.head()
      },
      refused(verdict, error, retryAfterMs) {
        if (verdict === 'fail' && dismiss(of)) return
        if (verdict === 'end') say(of, { type: 'end', failure: failureOf(error) })
        on.refused(verdict, error, retryAfterMs)
        if (verdict === 'wait') sayLost(of, error, retryAfterMs)
      },
      lost(error) {
        on.lost(error)
        // T5. Whoever has better credentials is welcome to lead.
        if (error.code === 'credentials' && term === of) leave()
        else sayLost(of, error, null)
      },
      bytes: on.bytes,
      chunkRead() {
        sayChunk(of)
        on.chunkRead()
      },
      frame(frame) {
        if (!personal.has(frame.type)) {
          const last = of.items.at(-1)
          // The id of a frame comes just before it, and travels with it.
          if (last?.kind === 'id' && last.id === frame.id) of.items.pop()
          note({ kind: 'frame', frame })
        }
        on.frame(frame)
      },
      id(given) {
        note({ kind: 'id', id: given })
        on.id(given)
      },
      retryField(delayMs) {
        note({ kind: 'retry', delayMs })
        on.retryField(delayMs)
      },
      comment(text) {
        note({ kind: 'comment', text })
        on.comment(text)
      },
    }
  }

  function sayChunk(of: Term): void {
    const items = of.items
    of.items = []
    if (items.length === 0 && clock.monotonicMs() - of.postedMonotonicMs < lifeSignMs) return
    say(of, { type: 'chunk', number: of.chunks++, items })
  }

  function sayLost(of: Term, error: ConnectionError, retryAfterMs: number | null): void {
    say(of, {
      type: 'lost',
      failure: failureOf(error),
      retryAfterMs: options.waitingMs?.() ?? retryAfterMs,
    })
    if (term === of) endTerm()
  }

  /** The machine has let go of this attempt: with the next one in hand, or because something broke. */
  function abandon(of: Term): void {
    of.abort.abort()
    if (term !== of) return
    // The frame that ended it here may end it there as well, for the same reason.
    if (of.items.length > 0) sayChunk(of)
    queueMicrotask(() => {
      sayLost(
        of,
        new ConnectionError(
          'ended',
          'Lost the connection: the tab that has it for all has let go of it. Connecting again.',
        ),
        null,
      )
    })
  }

  /**
   * T5. What was refused may be what others want and this tab may not: they go their own way.
   *
   * @returns whether there is anything left to try
   */
  function dismiss(of: Term): boolean {
    if (term !== of) return false
    const before = unwelcome.size
    const guests = new Set(Object.keys(of.guests))
    for (const { id: other } of wishes(of.own)) {
      if (other !== id && guests.has(other)) unwelcome.add(other)
    }
    const isNarrower = shareWish(wishes(of.own), isWelcome).apart.length > 0
    if (unwelcome.size === before || !isNarrower) return false
    of.own.hasRequest = false
    call(of.own)
    return true
  }

  function hearWish(other: string, attempt: number, wish: Wish): void {
    const guest = term?.guests[other]
    const isServed = guest?.attempt === attempt
    others.set(other, { attempt, wish, isNews: !isServed && reign !== null })
    if (reign === null) return
    post({ type: 'here', from: id, reign })
    if (isServed) return
    if (term?.awaited) {
      term.awaited.delete(other)
      beginIfComplete()
      return
    }
    if (own !== null && shareWish(wishes(own), isWelcome).apart.includes(other)) setApart(other)
    else renewSoon()
  }

  function renewSoon(): void {
    const delayMs = calledMonotonicMs + spacingMs - clock.monotonicMs()
    cancelRenewal ??= timers.after(delayMs, () => {
      cancelRenewal = null
      options.renew()
    })
  }

  // ── As follower ──

  function ask(mine: Own): void {
    post({ type: 'wish', from: id, attempt: mine.number, wish: mine.wish })
    isAnswered = false
    const delayMs = patienceMs + Math.floor(random.next() * patienceSpreadMs)
    const dueMonotonicMs = clock.monotonicMs() + delayMs
    cancelPatience()
    cancelPatience = timers.after(delayMs, () => {
      if (own !== mine || mine.isSettled || reign !== null) return
      const isLate = clock.monotonicMs() - dueMonotonicMs > lateMs
      if (!isAnswered && !isLate) queue(true)
      ask(mine)
    })
  }

  /** T3. A machine that gave up by itself, before its leader did, knew no better than to ask again. */
  function isHeldBack(mine: Own): boolean {
    const held = hold
    hold = null
    const leftMs = held ? held.untilMonotonicMs - clock.monotonicMs() : 0
    if (held === null || leftMs <= 0) return false
    // Not from inside the call that makes the request.
    queueMicrotask(() => {
      if (own !== mine) return
      mine.over()
      mine.on.refused('wait', held.error, leftMs)
    })
    return true
  }

  function hear(data: unknown): void {
    const message = parseTabMessage(data)
    if (message === null || message.from === id) return
    if (message.type === 'wish') hearWish(message.from, message.attempt, message.wish)
    else if (message.type === 'bye') hearBye(message.from)
    else hearLeader(message)
  }

  function hearBye(other: string): void {
    others.delete(other)
    unwelcome.delete(other)
    term?.awaited?.delete(other)
    beginIfComplete()
  }

  function hearLeader(message: LeaderMessage): void {
    if (isOutdated(message)) return
    known = { reign: message.reign, leader: message.from }
    if (reign !== null) stepDown()
    isAnswered = true
    if (own?.hasRequest !== true) setRole('follower')
    switch (message.type) {
      case 'here':
        return
      case 'apart':
        if (message.to === id && own?.number === message.attempt) goApart(own)
        return
      case 'call':
        hearCall()
        return
      case 'begin':
        isAcquainted = true
        // Whoever did not answer has gone: the next roll call need not wait for it.
        for (const other of others.keys()) if (!(other in message.guests)) others.delete(other)
        hearBegin(message)
        return
    }
    if (visit?.leader === message.from && visit.term === message.term) hearTerm(visit, message)
    else if (message.type === 'lost') holdBack(message)
  }

  /** Of two leaders the newer one is right; of two that came at once, one of them. */
  function isOutdated({ reign: theirs, from }: LeaderMessage): boolean {
    return theirs < known.reign || (theirs === known.reign && from < known.leader)
  }

  function hearCall(): void {
    hold = null
    visit = null
    if (own === null) options.renew()
    else if (!own.isSettled) ask(own)
    // Apart is apart until its own next attempt.
    else if (!own.hasRequest) options.renew()
  }

  function hearBegin({
    from,
    term: number,
    guests,
    cursor,
  }: TermMessage & { type: 'begin' }): void {
    const guest = guests[id]
    if (own === null || own.isSettled || guest?.attempt !== own.number) return
    const on = acrossRift(own.on, guest.rift, own.wish, cursor)
    visit = { leader: from, term: number, on, nextChunk: 0 }
  }

  function goApart(mine: Own): void {
    if (mine.isSettled) return
    mine.isSettled = true
    mine.hasRequest = true
    visit = null
    cancelPatience()
    setRole('direct')
    void direct(mine.wish, mine.context, mine.on).finally(mine.over)
  }

  function hearTerm(at: Visit, message: TermMessage): void {
    const mine = own
    if (mine === null) return
    switch (message.type) {
      case 'sent':
        at.on.sent()
        break
      case 'head':
        mine.isSettled = true
        cancelPatience()
        at.on.head()
        break
      case 'chunk':
        if (message.number === at.nextChunk++) replay(at, mine, message.items)
        else lose(mine, holeError(), null)
        break
      case 'lost':
        lose(mine, errorOf(message.failure), message.retryAfterMs)
        break
      case 'end':
        visit = null
        mine.over()
        at.on.refused('end', errorOf(message.failure), null)
    }
  }

  function replay({ on }: Visit, { context: { signal } }: Own, items: readonly ChunkItem[]): void {
    on.bytes()
    for (const item of items) {
      if (signal.aborted) return
      switch (item.kind) {
        case 'frame':
          if (item.frame.id !== undefined) on.id(item.frame.id)
          on.frame(item.frame)
          break
        case 'id':
          on.id(item.id)
          break
        case 'retry':
          on.retryField(item.delayMs)
          break
        case 'comment':
          on.comment(item.text)
      }
    }
    if (!signal.aborted) on.chunkRead()
  }

  function lose(mine: Own, error: ConnectionError, retryAfterMs: number | null): void {
    visit = null
    mine.over()
    if (retryAfterMs === null) mine.on.lost(error)
    else mine.on.refused('wait', error, retryAfterMs)
  }

  function holdBack({ failure, retryAfterMs }: TermMessage & { type: 'lost' }): void {
    if (own !== null || retryAfterMs === null) return
    hold = { untilMonotonicMs: clock.monotonicMs() + retryAfterMs, error: errorOf(failure) }
  }

  return { attempt, leave }
}

function nameTab(random: Pick<Platform['random'], 'next'>): string {
  const word = () => Math.floor(random.next() * 2 ** 48).toString(36)
  return `${word()}-${word()}`
}

function holeError(): ConnectionError {
  return new ConnectionError(
    'network',
    'Lost the connection: a message of the tab that has it for all is missing. Connecting again.',
  )
}
