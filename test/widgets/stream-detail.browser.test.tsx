/** The headings of StreamDetail, as screen readers list them. */
import { cleanup, render } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { StreamDetail } from '../../src/index.ts'
import '../../src/styles.css'
import { nameOf, streaming } from '../../stories/sample-streams.ts'
import { createStill, Within } from '../../stories/still-session.tsx'

afterEach(cleanup)

function headingsOf(streamId: string, streams = [streaming]) {
  const { container } = render(
    <Within still={createStill({ streams })}>
      <StreamDetail streamId={streamId} nameOf={nameOf} />
    </Within>,
  )
  return [...container.querySelectorAll('[role="heading"]')].map((heading) => [
    heading.getAttribute('aria-level'),
    heading.textContent,
  ])
}

describe('StreamDetail', () => {
  it('has a heading for the stream, and below it one for each part, in the order of the page', () => {
    expect(headingsOf('42')).toEqual([
      ['2', 'Stream 42, From Northwind Ltd'],
      ['3', 'Details'],
      ['3', 'Timeline'],
    ])
  })

  it('has a heading for a stream that does not exist', () => {
    expect(headingsOf('404')).toEqual([['2', expect.stringContaining('Stream not found')]])
  })
})
