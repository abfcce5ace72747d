/** One command at a time: what is sent again, under which key, and what an answer changes (C1 to C4). */
import { act } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import {
  CommandError,
  type CommandOutcome,
  type SendCommand,
  type StreamCommand,
  type StreamCommandView,
  useStreamCommand,
} from '../../../src/actions.ts'
import { open } from '../../../stories/still-session.tsx'
import { createPage, waiting } from '../../widgets/connected-page.tsx'
import { mount } from '../mount.ts'

const pause: StreamCommand = { kind: 'pause', streamId: '7' }
const noAnswer = new CommandError('unreachable', 'There is no answer.', { outcome: 'unknown' })
const refusal = new CommandError('stream_paused', 'It is paused already.')

interface Sent {
  readonly command: StreamCommand
  readonly key: string
  readonly resolve: (answer?: Awaited<ReturnType<SendCommand>>) => void
  readonly reject: (failure: unknown) => void
}

function createScene() {
  const sent: Sent[] = []
  const send: SendCommand = (command, { idempotencyKey: key }) =>
    new Promise((resolve, reject) => sent.push({ command, key, resolve, reject }))
  let view: StreamCommandView | undefined
  function Probe() {
    view = useStreamCommand(send)
    return null
  }
  const scene = createPage()
  mount(scene.page(<Probe />))
  const current = () => {
    if (!view) throw new Error('The hook has not been rendered.')
    return view
  }
  return {
    ...scene,
    sent,
    keys: () => sent.map(({ key }) => key),
    current,
    status: () => current().state.status,
    /** Calls a function of the hook, without waiting for the answer to the command. */
    async call(run: (of: StreamCommandView) => Promise<CommandOutcome | null>) {
      let outcome: CommandOutcome | null | 'none yet' = 'none yet'
      await act(async () => {
        void run(current()).then((result) => {
          outcome = result
        })
      })
      return () => outcome
    },
    answer: (settle: (last: Sent) => void) =>
      act(async () => {
        const last = sent.at(-1)
        if (!last) throw new Error('Nothing was sent.')
        settle(last)
      }),
  }
}

describe('a command whose outcome is unknown', () => {
  it('is sent again by `retry` under its key, and shows why until it is answered (C3)', async () => {
    const scene = createScene()
    await scene.call(({ send }) => send(pause))
    expect(scene.status()).toBe('pending')
    await scene.answer(({ reject }) => reject(noAnswer))
    expect(scene.current()).toMatchObject({ state: { status: 'unknown' }, error: noAnswer })

    const outcome = await scene.call(({ retry }) => retry())
    expect(scene.current()).toMatchObject({ state: { status: 'pending' }, error: noAnswer })
    expect(scene.sent.map(({ command }) => command)).toEqual([pause, pause])
    expect(scene.keys()[1]).toBe(scene.keys()[0])
    expect(outcome()).toBe('none yet')
    await scene.answer(({ resolve }) => resolve({ eventId: 'k3f9a.7' }))
    expect(outcome()).toMatchObject({ status: 'confirmed', answer: { eventId: 'k3f9a.7' } })
    expect(scene.current()).toMatchObject({ state: { status: 'confirmed' }, error: null })
  })

  it('keeps its key however often it is retried, and if the function throws something else', async () => {
    const scene = createScene()
    await scene.call(({ send }) => send(pause))
    for (let retries = 0; retries < 3; retries += 1) {
      await scene.answer(({ reject }) => reject(new Error('socket hang up')))
      expect(scene.current().error).toMatchObject({ code: 'unknown', outcome: 'unknown' })
      await scene.call(({ retry }) => retry())
    }
    expect(scene.sent).toHaveLength(4)
    expect(new Set(scene.keys()).size).toBe(1)
  })

  it('has another key once it was answered', async () => {
    const scene = createScene()
    for (const settle of [
      ({ reject }: Sent) => reject(noAnswer),
      ({ reject }: Sent) => reject(refusal),
      ({ resolve }: Sent) => resolve(),
    ]) {
      await scene.call(({ send }) => send(pause))
      await scene.answer(settle)
    }
    const [unknown, refused, confirmed] = scene.keys()
    expect(refused).toBe(unknown)
    expect(confirmed).not.toBe(unknown)
  })

  it('is idle again once the connection has received something later, if there was no answer', async () => {
    const scene = createScene()
    await scene.call(({ send }) => send(pause))
    scene.become(waiting)
    await scene.answer(({ reject }) => reject(noAnswer))
    scene.become(waiting)
    expect(scene.status()).toBe('unknown')
    const nowMs = scene.session.platform.clock.nowMs()
    // What was on its way when the network was lost says nothing about the command.
    const early = { ...open, lastByteAtMs: nowMs + 900 }
    scene.become(early)
    expect(scene.status()).toBe('unknown')
    const later = { ...open, lastByteAtMs: nowMs + 1_100 }
    scene.become(later)
    expect(scene.current()).toMatchObject({ state: { status: 'idle' }, error: null })
  })
})

describe('`retry`', () => {
  it('sends nothing before a command, while it is pending, and after an answer', async () => {
    const scene = createScene()
    const before = await scene.call(({ retry }) => retry())
    expect(before()).toBeNull()
    await scene.call(({ send }) => send(pause))
    const during = await scene.call(({ retry }) => retry())
    expect(during()).toBeNull()
    await scene.answer(({ reject }) => reject(refusal))
    expect(scene.status()).toBe('failed')
    const after = await scene.call(({ retry }) => retry())
    expect(after()).toBeNull()
    expect(scene.sent).toHaveLength(1)
  })
})

describe('a command that is pending', () => {
  it('is the only one (C1)', async () => {
    const scene = createScene()
    await scene.call(({ send }) => send(pause))
    const second = await scene.call(({ send }) => send({ kind: 'cancel', streamId: '7' }))
    expect(second()).toBeNull()
    expect(scene.sent).toHaveLength(1)
  })

  it('changes nothing with its answer after `reset`, nor does that of the one before (C4)', async () => {
    const scene = createScene()
    await scene.call(({ send }) => send(pause))
    act(() => scene.current().reset())
    expect(scene.status()).toBe('idle')
    await scene.call(({ send }) => send({ kind: 'cancel', streamId: '7' }))
    await act(async () => scene.sent[0]?.resolve())
    expect(scene.current().state).toMatchObject({ status: 'pending', command: { kind: 'cancel' } })
    await scene.answer(({ reject }) => reject(refusal))
    expect(scene.status()).toBe('failed')
  })
})
