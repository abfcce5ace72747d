/**
 * The ambient world behind small interfaces: time, randomness, animation frames, the page and the network.
 * Everything impure that the kit needs comes in through one of these, so a test can stand in for the
 * world and a page can share one. Interfaces only; `browser.ts` and `browser-tabs.ts` hold the real
 * thing.
 */

/** Two clocks, because they answer different questions. */
export interface Clock {
  /** Unix milliseconds of the local wall clock: may be wrong, and may jump either way. */
  nowMs(): number
  /** Milliseconds since some fixed time: never goes backwards. Measures durations. */
  monotonicMs(): number
}

/** Takes something back. Calling it twice, or after the thing has happened, does nothing. */
export type Cancel = () => void

/** Delays that can be cancelled. */
export interface Timers {
  /**
   * Runs `run` once, `delayMs` from now. Delays are clamped to `[0, 2^31 − 1]`, since a larger one
   * would fire at once in every engine. A pending timer keeps no Node process alive.
   */
  after(delayMs: number, run: () => void): Cancel
}

/** Random numbers, for jitter and ids. */
export interface Random {
  /** A number in `[0, 1)`. */
  next(): number
}

export interface Frames {
  /**
   * Runs `run` before the next paint with the monotonic time of that frame. Browsers do not call
   * it while the page is hidden: who must make progress there uses {@link Timers}.
   */
  request(run: (monotonicMs: number) => void): Cancel
}

export interface PageActivity {
  /** Whether the page is in the background. False where there is no page. */
  isHidden(): boolean
  /** Whether the device claims a network. True where that is unknown. */
  isOnline(): boolean
  /**
   * Whether the browser has put the page aside, or is about to: frozen in the background, or kept for
   * the back button. Nothing runs then, and a request under way would forbid it. Only known to those
   * who subscribe.
   */
  isFrozen(): boolean
  /**
   * Calls `listener` after one of the answers may have changed, with true when a navigation begins: the
   * page may well stay then, as it does for a download.
   */
  subscribe(listener: (isLeaving?: boolean) => void): Cancel
}

/** The part of `fetch` that the kit uses: an absolute or relative URL and plain options. */
export type FetchLike = (input: string, init: RequestInit) => Promise<Response>

/**
 * Texts that outlive a page. Never throws: where there is no storage, or it is full or forbidden,
 * nothing is kept.
 */
export interface TextStorage {
  /** @returns null when nothing is kept under `key`. */
  read(key: string): string | null
  /** Null removes it. */
  write(key: string, text: string | null): void
}

/** A channel between the tabs of one origin. Messages are structured clones, in order for each sender. */
export interface TabChannel {
  /** To every other tab, never to the sender. */
  post(message: unknown): void
  close(): void
}

/** What happens to a requested lock, which one tab holds at a time. */
export interface TabLock {
  acquired(): void
  /** Another tab has stolen it. */
  lost(): void
  /** The browser refuses locks here: a sandboxed frame, or blocked storage. */
  failed(): void
}

/** What the tabs of one origin share. */
export interface Tabs {
  /** False where BroadcastChannel or Web Locks are missing (Node, insecure pages, old browsers). */
  isAvailable(): boolean
  /** @throws DOMException where the browser refuses it: blocked storage. */
  channel(name: string, onMessage: (message: unknown) => void): TabChannel
  /**
   * Queues for the lock `name`; `isSteal`: takes it from the tab that holds it. The browser releases it
   * when a tab is closed or dies. Never throws.
   *
   * @returns releases it, or leaves the queue.
   */
  lock(name: string, isSteal: boolean, on: TabLock): Cancel
}

/** The whole world. Parts of the kit ask for the ports they need by `Pick<Platform, …>`. */
export interface Platform {
  /** The time. */
  readonly clock: Clock
  /** Delays. */
  readonly timers: Timers
  /** Random numbers, for jitter and ids. */
  readonly random: Random
  /** Calls back before the next paint. */
  readonly frames: Frames
  /** Whether the page is visible, online, frozen or about to leave. */
  readonly page: PageActivity
  /** Sends requests. */
  readonly fetch: FetchLike
  /** For one tab, also over a reload. */
  readonly storage: TextStorage
  /** Default where it is missing: the browser's. */
  readonly tabs?: Tabs | undefined
  /** A point on the time line of the browser's performance tools. */
  mark(name: string, detail: unknown): void
}
