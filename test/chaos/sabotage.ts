/**
 * Breaks the server on purpose, to prove that the checker notices: a hook of the module loader that replaces a line of
 * its source. Loaded by `node --import` with CHAOS_SABOTAGE set.
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
}

const chosen = process.env['CHAOS_SABOTAGE']
if (chosen !== undefined) {
  const replaced = sabotages[chosen]
  if (replaced === undefined) throw new Error(`There is no sabotage ${chosen}.`)
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context)
      const mine = replaced.filter(({ file }) => url.endsWith(file))
      if (mine.length === 0) return loaded
      let source = new TextDecoder().decode(loaded.source as Uint8Array)
      for (const { file, from, to } of mine) {
        if (!source.includes(from)) throw new Error(`${file} has no ${from}`)
        source = source.replace(from, to)
      }
      return { ...loaded, source }
    },
  })
}
