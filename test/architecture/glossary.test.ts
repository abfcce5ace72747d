/**
 * Words that this repository no longer uses, in names, comments, tests, errors and documentation, and what
 * stands in their place: the standard term where there is one, a plain sentence otherwise.
 */
import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

interface RetiredWord {
  readonly pattern: RegExp
  readonly instead: string
}

const retired: readonly RetiredWord[] = [
  { pattern: /\bdice\b/i, instead: 'random numbers, a seeded generator' },
  // SQL and transactions may still roll back.
  { pattern: /\broll(?:s|ed)?\b(?! (?:\w+ )?back)/i, instead: 'random()' },
  { pattern: /\bsieves?\b/i, instead: 'topic filter' },
  { pattern: /\binbox(?:es)?\b/i, instead: 'subscription' },
  { pattern: /\blanes?\b/i, instead: 'keyed queue' },
  { pattern: /\btails\b/i, instead: 'followers' },
  { pattern: /\bholders?\b/i, instead: 'pause reason' },
  { pattern: /\bwish(?:es)?\b/i, instead: 'request' },
  { pattern: /\bmoments?\b/i, instead: 'time, position, or the event itself' },
  { pattern: /\breigns?\b/i, instead: 'leader epoch' },
  { pattern: /\brifts?\b/i, instead: 'history break' },
  { pattern: /\bguests?\b/i, instead: 'follower' },
  { pattern: /\broll call\b/i, instead: 'handshake' },
  { pattern: /\bcalm\b/i, instead: 'throttled' },
  { pattern: /\bsteady\b/i, instead: 'debounced' },
  { pattern: /\bsure until\b/i, instead: 'last confirmed at' },
  { pattern: /\bstanding\b/i, instead: 'summary' },
  { pattern: /\bmisdeeds?\b/i, instead: 'misbehaving endpoint' },
  { pattern: /\bstands? for\b/i, instead: 'means, replaces, commits' },
  { pattern: /\bhand(?:s|ed|ing)? (?:over|out)\b/i, instead: 'delivers, dispatches, passes' },
  { pattern: /\blet(?:s|ting)? go\b/i, instead: 'releases, drops, closes' },
  { pattern: /\b(?:tells?|told|telling)\b/i, instead: 'sends, receives, reports, shows' },
  { pattern: /\bwho shares?\b/i, instead: 'pages that share' },
  { pattern: /\balso when\b/i, instead: 'even if' },
  { pattern: /\bbeside\b/i, instead: 'next to' },
  { pattern: /\banew\b/i, instead: 'again' },
  { pattern: /\bfor ever\b/i, instead: 'permanently, or the limit itself' },
  { pattern: /\bwhoever\b/i, instead: 'the caller, the client, any page that' },
  {
    pattern: /\b(?:nobody|somebody|everybody|anybody)\b/i,
    instead: 'the subject: no client, a caller, every connection',
  },
  { pattern: /\bcrowds?\b/i, instead: 'many, distant elements' },
  { pattern: /\bparked\b/i, instead: 'paused' },
  { pattern: /['"`]time out['"`]/, instead: 'timeout' },
  { pattern: /\bcan Retry In\b/, instead: 'retryableConditions' },
]

const files = globSync([
  '*.md',
  'src/**/*.{ts,tsx,css,md}',
  'server/**/*.ts',
  'stories/**/*.{ts,tsx}',
  'test/**/*.{ts,tsx,json}',
  'bench/**/*.{ts,tsx}',
  'examples/**/*.{ts,tsx,md}',
  'docs/**/*.{ts,md}',
]).map((path) => path.replaceAll('\\', '/'))

/** Not looked at: this page, recorded frames, and decisions, which keep the words of their time. */
const excluded = [
  'test/architecture/glossary.test.ts',
  'test/fixtures/',
  'docs/decisions/',
  'CHANGELOG.md',
]

const isExcluded = (path: string) => excluded.some((folder) => path.startsWith(folder))

/** Each use of a retired word, as `path:line word: what to write instead`. */
function retiredIn(path: string): readonly string[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line, index) => {
      // Names of several words are looked at word by word: `letGo` as "let Go".
      const words = line.replace(/([a-z\d])([A-Z])/g, '$1 $2').replaceAll('_', ' ')
      return retired.flatMap(({ pattern, instead }) => {
        const word = pattern.exec(words)?.[0]
        return word === undefined ? [] : [`${path}:${index + 1} "${word}": write ${instead}`]
      })
    })
}

const checked = files.filter((path) => !isExcluded(path))

describe('the glossary', () => {
  it('has no retired word left', () => {
    expect(checked.length).toBeGreaterThan(300)
    expect(checked.flatMap(retiredIn)).toEqual([])
  })
})
