/** The contract suite of the package, over this feed. */
import { testFeed } from 'streamgauge/testing'
import { test } from 'vitest'
import { shipments } from './feed.ts'

testFeed(shipments, { test })
