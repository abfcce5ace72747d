import { createElement, type ReactElement } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { GaugeProvider, type GaugeProviderProps } from '../../src/react/gauge-provider.tsx'
import { useConnection } from '../../src/react/use-connection.ts'
import { useFlowingBalance } from '../../src/react/use-flowing-balance.ts'
import { useStream, useStreams } from '../../src/react/use-stream.ts'
import { streamState } from '../store/frames.ts'

const tokens = { CTOKEN: { symbol: 'USDC', decimals: 2 } }

function Connection(): ReactElement {
  const { status } = useConnection()
  useStream('7')
  return createElement('i', null, `${status} ${useStreams().length}`)
}

function Balance(): ReactElement {
  const stream = streamState('1')
  const { ref, initial, status, phase } = useFlowingBalance({ stream, kind: 'streamed' })
  return createElement('b', { ref, 'data-status': status, 'data-phase': phase }, initial.integer)
}

const render = (props: GaugeProviderProps, child: () => ReactElement) =>
  renderToString(createElement(GaugeProvider, props, createElement(child)))

describe('server rendering', () => {
  let complaints: unknown[][] = []

  beforeEach(() => {
    complaints = []
    vi.spyOn(console, 'error').mockImplementation((...words) => {
      complaints.push(words)
    })
  })

  afterEach(() => {
    expect(complaints).toEqual([])
    vi.restoreAllMocks()
  })

  it('needs no window', () => {
    expect(typeof document).toBe('undefined')
  })

  it('renders an idle connection, and makes no request', () => {
    const fetch = vi.fn()
    expect(render({ url: 'http://api', fetch }, Connection)).toBe('<i>idle 0</i>')
    expect(fetch).not.toHaveBeenCalled()
  })

  it('renders the balance of renderedAtMs', () => {
    const html = render({ tokens, locale: 'en-US', renderedAtMs: 3_000_000 }, Balance)
    // 2,000 s at 1.00 a second.
    expect(html).toBe('<b data-status="streaming" data-phase="ready">2,000</b>')
  })
})
