/**
 * Breaks the server on purpose, to prove that the checker notices: lines of its source that are replaced when they are
 * loaded. With CHAOS_SABOTAGE set and `node --import`, by a hook of the module loader; test/simulator has one of its own.
 */
import { registerHooks } from 'node:module'

interface Replaced {
  readonly file: string
  readonly from: string
  readonly to: string
}

export const sabotages: Readonly<Record<string, readonly Replaced[]>> = {
  /** A server that lost its newest events issues their offsets again. */
  fence: [
    { file: '/server/log/redis-scripts.ts', from: 'if m[6] ~= fence then', to: 'if false then' },
    // What finds it out later.
    {
      file: '/server/log/redis-scripts.ts',
      from: 'if ARGV[2] == epoch and top < tonumber(ARGV[3]) then',
      to: 'if false then',
    },
    {
      file: '/test/simulator/redis-model.ts',
      from: 'if (log.fence !== fence()) {',
      to: 'if (log.fence === null) {',
    },
    {
      file: '/test/simulator/redis-model.ts',
      from: 'if (receivedEpoch === log.epoch && log.top < Number(received)) {',
      to: 'if (log.fence === null) {',
    },
  ],
  /** What a channel has lost is not read from the log. */
  repair: [
    {
      file: '/server/log/followed-logs.ts',
      from: 'while (seen.window.top < bounds.top) {',
      to: 'seen.window = createEntryWindow(bounds.top); while (seen.window.top < bounds.top) {',
    },
    {
      file: '/server/log/followers.ts',
      from: 'call(follower, () => follower.onGap(gap))',
      to: 'void gap',
    },
  ],
  /** A client that returns becomes live before it has what it missed. */
  join: [
    {
      file: '/server/hub/delivery.ts',
      from: 'const to = untilOffset ?? head.offset',
      to: 'const to = untilOffset ?? cursor.offset',
    },
  ],
  /** A client that returns is sent its last event again. */
  duplicate: [
    {
      file: '/server/hub/delivery.ts',
      from: 'this.#cursor = decision.cursor\n        if (!isSnapshotUnconditional) return',
      to: 'this.#cursor = { ...decision.cursor, offset: Math.max(0, decision.cursor.offset - 1) }\n        if (!isSnapshotUnconditional) return',
    },
  ],
  /** What will never come is not declared. */
  gap: [
    {
      file: '/server/hub/delivery.ts',
      from: "this.#writeControl({ kind: 'gap', from, to, reason, position: since })",
      to: '',
    },
  ],
  /** Two events that are replayed together change places. */
  order: [
    {
      file: '/server/hub/delivery.ts',
      from: 'let rest = entries\n',
      to: 'let rest = entries.length < 2 ? entries : [entries[1], entries[0], ...entries.slice(2)]\n',
    },
  ],
}

/** The source of a file, broken on purpose. @throws Error when a line that has to be replaced is no longer there */
export function breakSource(sabotage: string, url: string, source: string): string {
  const replaced = sabotages[sabotage]
  if (replaced === undefined) throw new Error(`There is no sabotage ${sabotage}.`)
  let broken = source
  for (const { file, from, to } of replaced.filter((each) => url.endsWith(each.file))) {
    if (!broken.includes(from)) throw new Error(`${file} has no ${from}`)
    broken = broken.replace(from, to)
  }
  return broken
}

const chosen = process.env['CHAOS_SABOTAGE']
if (chosen !== undefined) {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context)
      if (!url.startsWith('file:') || loaded.source === undefined) return loaded
      if (!sabotages[chosen]?.some(({ file }) => url.endsWith(file))) return loaded
      const source = new TextDecoder().decode(loaded.source as Uint8Array)
      return { ...loaded, source: breakSource(chosen, url, source) }
    },
  })
}
