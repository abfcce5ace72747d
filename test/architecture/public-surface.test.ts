/**
 * The public names of every package entry, run-time ones, against a list that is edited by hand:
 * a name that appears or disappears by accident goes red here.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const expected = JSON.parse(
  readFileSync(new URL('./public-surface.json', import.meta.url), 'utf8'),
) as Record<string, readonly string[]>

const entries: Record<string, () => Promise<object>> = {
  '.': () => import('../../src/index.ts'),
  './dashboard': () => import('../../src/dashboard.ts'),
  './table': () => import('../../src/table.ts'),
  './actions': () => import('../../src/actions.ts'),
  './connection': () => import('../../src/connection/index.ts'),
  './money': () => import('../../src/money/index.ts'),
  './messages': () => import('../../src/messages/index.ts'),
  './messages/en': () => import('../../src/messages/en.ts'),
  './messages/de': () => import('../../src/messages/de.ts'),
  './messages/es': () => import('../../src/messages/es.ts'),
  './messages/fr': () => import('../../src/messages/fr.ts'),
  './messages/pt-BR': () => import('../../src/messages/pt-br.ts'),
  './messages/ja': () => import('../../src/messages/ja.ts'),
  './messages/zh-Hans': () => import('../../src/messages/zh-hans.ts'),
  './messages/ar': () => import('../../src/messages/ar.ts'),
  './protocol': () => import('../../src/protocol/index.ts'),
  './feeds': () => import('../../src/feeds/index.ts'),
  './orders': () => import('../../src/feeds/orders/index.ts'),
  './payments': () => import('../../src/feeds/payments/index.ts'),
  './company': () => import('../../src/feeds/company/index.ts'),
  './query': () => import('../../src/query/index.ts'),
  './query/react': () => import('../../src/query/react/index.ts'),
  './orders/react': () => import('../../src/react/orders/index.ts'),
  './company/react': () => import('../../src/react/company/index.ts'),
  './element': () => import('../../src/element/index.ts'),
  './element/jsx': () => import('../../src/element/jsx.ts'),
  './testing': () => import('../../src/testing/index.ts'),
  './testing/react': () => import('../../src/testing/react/index.ts'),
  './mocks': () => import('../../src/mocks/index.ts'),
  './msw': () => import('../../src/mocks/msw.ts'),
  './server': () => import('../../server/index.ts'),
}

interface Manifest {
  readonly exports: Record<string, unknown>
}

/** Reading a whole entry from its sources takes as long as the machine is busy; that is not the subject. */
const loadTimeoutMs = 60_000

describe('the public surface', () => {
  it('has an entry for every export of package.json', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest
    const code = Object.keys(manifest.exports).filter((name) => !/\.(css|json|js)$/.test(name))
    expect(Object.keys(entries).sort()).toEqual(code.sort())
  })

  it.each(Object.entries(entries))(
    'of %s is the list on record',
    async (name, load) => {
      expect(Object.keys(await load()).sort()).toEqual(expected[name])
    },
    loadTimeoutMs,
  )

  it.each(Object.entries(entries))(
    'of %s loads where there is no window',
    async (_, load) => {
      expect('window' in globalThis).toBe(false)
      await expect(load()).resolves.toBeDefined()
    },
    loadTimeoutMs,
  )
})
