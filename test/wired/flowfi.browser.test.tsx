/**
 * Recorded bytes of FlowFi's backend (no ids, heartbeat comments, a goodbye without a reason) on one
 * side, the widgets in a real page on the other, and everything between them real. The clock of the
 * page is moved to the times that the recording names; the balances are computed here by hand.
 *
 * Stream 1042 pays 10,000 units a second of a token with 7 decimals: a thousandth of a token. So the
 * third digit counts its seconds. Figures are cut, not rounded: what is left of 100.000 reads 99.998
 * as soon as one second and any part of the next have passed.
 */
import { describe, expect, it } from 'vitest'
import {
  browserHasLooked,
  createScene,
  frames,
  framesAt,
  restStream,
  startSecond,
} from './flowfi-scene.tsx'

describe('recorded wire frames of FlowFi’s backend', () => {
  it('drive the widgets to the right balances', { timeout: 60_000 }, async () => {
    const scene = createScene()
    const { play, moveTo, balances, status, brief, connection } = scene
    await scene.pass(50)
    await play(0, 0)
    expect(connection()).toBe('Live')
    await browserHasLooked(scene)

    await moveTo(10)
    expect(balances()).toEqual(['0.010', '0.010', '99.989', '0.000'])
    expect(status()).toBe('Streaming')

    await play(1000, 1000)
    await moveTo(3590)
    expect(balances()).toEqual(['3.590', '3.590', '96.409', '0.000'])
    // 2,590 s at 25,000 units a second, of 90,000,000.
    expect(brief()).toEqual(['6.475', 'Streaming'])

    await play(3600, 3600)
    expect(balances()).toEqual(['0.000', '3.600', '96.399', '3.600'])

    await moveTo(4590)
    expect(brief()).toEqual(['8.975', 'About to end'])
    await play(4600, 4600)
    expect(brief()).toEqual(['0.000', 'Completed'])
    expect(balances()).toEqual(['1.000', '4.600', '95.399', '3.600'])

    await play(5400, 5400)
    expect(balances()).toEqual(['1.800', '5.400', '144.599', '3.600'])

    await play(7200, 7200)
    expect(status()).toBe('Paused')
    const atPause = ['3.600', '7.200', '142.800', '3.600']
    expect(balances()).toEqual(atPause)
    await moveTo(10_790)
    expect(balances()).toEqual(atPause)

    await play(10_800, 10_800)
    expect(status()).toBe('Streaming')
    expect(balances()).toEqual(['3.600', '7.200', '142.799', '3.600'])
    await moveTo(10_860)
    expect(balances()).toEqual(['3.660', '7.260', '142.739', '3.600'])

    // A stream whose id and deposit no JavaScript number holds, and an event of unknown type.
    expect(scene.hugeStatus()).toBe('Not found')
    await play(12_000, 13_000)
    expect(scene.hugeStatus()).toBe('Streaming')
    expect(balances()).toEqual(['5.800', '9.400', '140.599', '3.600'])

    await play(14_400, 14_400)
    expect(balances()).toEqual(['0.000', '10.800', '139.199', '10.800'])
    await moveTo(17_990)
    expect(balances()).toEqual(['3.590', '14.390', '135.609', '10.800'])
    // Reconnected once, at the start: the widgets' streams were not among those of the account.
    expect(scene.connectionFacts()).toMatchObject({
      unknownEvents: 1,
      invalidEvents: 0,
      reconnects: 1,
    })

    // The recording ends with a cancellation and `event: reconnect`.
    scene.setState([
      restStream({
        withdrawnAmount: '144000000',
        lastUpdateTime: startSecond + 18_000,
        isActive: false,
      }),
    ])
    await play(18_000, 18_000)
    expect(status()).toBe('Cancelled')
    const final = ['0.000', '14.400', '135.600', '14.400']
    expect(balances()).toEqual(final)
    expect(scene.connectionFacts()).toMatchObject({ status: 'waiting', cause: 'goodbye' })
    await moveTo(18_100)
    expect(connection()).toBe('Live')
    expect(scene.connectionFacts()).toMatchObject({ reconnects: 2 })
    expect(status()).toBe('Cancelled')
    expect(balances()).toEqual(final)
  })

  it('drive them there too when hours of it were missed', { timeout: 60_000 }, async () => {
    const scene = createScene()
    const { play, moveTo, balances, status, connection } = scene
    await scene.pass(50)
    await play(0, 5400)
    await browserHasLooked(scene)
    await moveTo(6000)
    expect(balances()).toEqual(['2.400', '6.000', '143.999', '3.600'])

    // Figures stand still as of the last time they were live.
    scene.goDown()
    await moveTo(6100)
    expect(connection()).toBe('Reconnecting')
    expect(balances()).toEqual(['2.400', '6.000', '143.999', '3.600'])

    // Missed: the pause, the resume, and a withdrawal that is only just in the books.
    await scene.setOnline(false)
    await moveTo(14_390)
    expect(connection()).toBe('Offline')
    const connections = scene.feedRequests()
    scene.setState(null)
    scene.comeUp()
    await scene.setOnline(true)
    await moveTo(14_440)
    expect(scene.feedRequests()).toBeGreaterThan(connections)
    await scene.send(frames[0]?.bytes ?? '')
    expect(connection()).toBe('Syncing')

    // What the state will contain already arrives before the state does …
    await scene.send(framesAt(3600) + framesAt(5400) + framesAt(14_400))
    expect(connection()).toBe('Syncing')
    scene.answerReads([
      restStream({ withdrawnAmount: '108000000', lastUpdateTime: startSecond + 14_400 }),
    ])
    await scene.pass(50)
    expect(connection()).toBe('Live')
    expect(status()).toBe('Streaming')
    expect(balances()).toEqual(['0.040', '10.840', '139.159', '10.800'])

    // … and once more after it.
    await scene.send(framesAt(3600) + framesAt(5400) + framesAt(10_800) + framesAt(14_400))
    expect(balances()).toEqual(['0.040', '10.840', '139.159', '10.800'])

    await play(18_000, 18_000)
    expect(status()).toBe('Cancelled')
    expect(balances()).toEqual(['0.000', '14.400', '135.600', '14.400'])
    expect(scene.connectionFacts()).toMatchObject({ invalidEvents: 0, gaps: 2 })
  })
})
